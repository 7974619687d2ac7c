import type { SpokenRule } from '../spoken-language.ts';

/** "side 12 ff.", "s. 14 f.": the pages behind one. */
export const followingPages: SpokenRule = {
  name: 'following pages',
  holds: /\d ?ff?\b/,
  pattern: /(?<=(?:[Ss]ide|[Kk]apitel|[Ss]palte) \d{1,4}) ?ff?\b(?:\.(?! *$| +\p{Lu}))?/gu,
  say: () => ' og følgende',
};
