import type { SpokenRule } from '../spoken-language.ts';

/**
 * "J.P. Jacobsen", "H. C. Andersen": two initials and more in front of a name are said without
 * stops, so that no engine ends a sentence there. A single one may end a sentence ("Plan B. Han").
 */
export const initials: SpokenRule = {
  name: 'initials',
  holds: /\p{Lu}\. ?\p{Lu}\./u,
  pattern: /(?<![\p{L}\p{N}.’'-])(?:\p{Lu}\. ?){2,5}(?=(?:von |van |de |af )?\p{Lu}\p{L})/gu,
  say: ([written]) => `${written.replace(/[. ]+/g, ' ').trim()} `,
};
