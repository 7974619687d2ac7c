/** Characters that are looked at; more tell nothing new. */
const sampleSize = 20_000;

/** Languages that a Project Gutenberg header may name in words, as primary subtags. */
const named =
  'en fr da de es it nl sv nb no pt fi la is el ru pl cs hu eo ca ro hr sl sk bg uk tr ar he fa hi zh ja ko tl cy ga af et lt lv sr';

const byName = new Map(
  named
    .split(' ')
    .flatMap((tag) => [[nameOf(tag, 'en'), tag] as const, [nameOf(tag, tag), tag] as const]),
);

/** The tag of a language by its name in English or in itself. */
export function languageNamed(name: string): string | undefined {
  const first = name.toLowerCase().match(/\p{L}+/u)?.[0];
  return first === undefined ? undefined : byName.get(first);
}

/** The first word of a language's name, in lower case. */
function nameOf(tag: string, language: string): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? '';
  return name.toLowerCase().match(/\p{L}+/u)?.[0] ?? tag;
}

/**
 * The language that a text is in, as a BCP 47 tag, by what stands in its middle; undefined where
 * that is too short or too mixed to tell. Norwegian is taken for Bokmål.
 */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const middle = Math.max(0, Math.floor(text.length / 2) - sampleSize / 2);
  // Loaded when it is needed: its table is 1.6 MB.
  const { eld } = await import('eld/small');
  const found = eld.detect(text.slice(middle, middle + sampleSize));
  if (!found.isReliable() || found.language === '') return undefined;
  return found.language === 'no' ? 'nb' : found.language;
}
