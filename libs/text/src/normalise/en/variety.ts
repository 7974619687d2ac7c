import type { SpokenSetting } from '../spoken-language.ts';

/** Whether a text is said as in the United States: "one hundred one", "May third", "percent". */
export function isAmerican({ language }: Pick<SpokenSetting, 'language'>): boolean {
  return /^en-(?:latn-)?us(?:-|$)/i.test(language);
}
