import { scriptsOf } from '../checks/foreign-script.ts';

/** Letters beyond a to z that words of a language have. */
const letters: Record<string, string> = {
  en: '',
  fr: 'àâæçéèêëîïôœùûüÿ',
  da: 'æøåé',
};

/**
 * Letters together that words of a language hardly have. They are asked of words that its dictionary does not
 * have alone, so that a wrong one costs a word's place in a list and no more.
 */
const combinations: Record<string, RegExp> = {
  en: /^(?:sz|cz|dz|hj|kj|bj|fj|lj|nj|mb|nd|ng|zs|vl|vr|sr|tl|ts|pf)|eau|oux$|aux$|szcz|aa|ij|uu|kk|jj|vv|q(?!u)|[jqv]$/,
  fr: /w|k|sch|oo|ee|sh|gh|ck|aa|ij|cz|sz|^ts|th$|ing$/,
  da: /c|q|w|x|z|ou|eau|gh|th|sh|ph|ai/,
};

/**
 * Whether a word is written as words of a language are not: in another script, with letters that it lacks, or with
 * letters together that it hardly has. Of a language that is not known here, only another script is told.
 *
 * @param language BCP 47
 */
export function foreignSpelling(language: string): (word: string) => boolean {
  const primary = language.split('-', 1)[0]?.toLowerCase() ?? '';
  const [own, combination] = [letters[primary], combinations[primary]];
  const scripts = scriptsOf(language).map((script) => `\\p{Script=${script}}`);
  const alphabet =
    own === undefined
      ? new RegExp(`^[${scripts.join('')}\\p{M}’'ʼ]*$`, 'u')
      : new RegExp(`^[a-z${own}’'ʼ]*$`);
  return (word) => {
    const lower = word.normalize('NFC').toLowerCase();
    return !alphabet.test(lower) || (combination?.test(lower) ?? false);
  };
}
