import type { SpokenRule } from '../spoken-language.ts';

/** "side 12 ff.", "s. 14 f.": the pages behind one. */
export const followingPages: SpokenRule = {
  name: 'following pages',
  holds: /\d ?ff?\b/,
  pattern:
    /(?<=(?i:side|kapitel|spalte) \d{1,4}) ?ff?(?![\p{L}\p{N}]|\.[\p{L}\p{N}])(?:\.(?! *$| +\p{Lu}))?/gu,
  say: () => ' og følgende',
};
