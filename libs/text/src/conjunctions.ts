import { primaryLanguage } from '@audiobook/model/primary-language';

/**
 * Words that a reader may breathe before, per language and in lower case: they join clauses, or begin
 * one. An elided one stands without its apostrophe ("lorsqu’il").
 */
const conjunctions: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    'and but or nor yet because although though while whilst whereas until unless when where',
  ),
  fr: words(
    'et mais ou ni car donc or puis quand lorsque lorsqu quoique quoiqu puisque puisqu parce',
    'tandis pendant afin dont où',
  ),
  da: words('og men eller samt thi fordi hvis mens medens imens når naar skønt skjøndt hvor'),
  nb: words('og men eller samt fordi hvis mens når skjønt hvor'),
  sv: words('och men eller samt ty eftersom medan när fast där'),
  de: words('und aber oder sondern denn weil obwohl während wenn bevor nachdem wo'),
  nl: words('en maar of want omdat hoewel terwijl wanneer toen waar'),
  es: words('y e pero o u ni sino porque aunque mientras cuando donde pues'),
  it: words('e ed ma o oppure né perché mentre quando dove benché'),
  pt: words('e mas ou nem porque embora enquanto quando onde'),
};

const none: ReadonlySet<string> = new Set();

/** The conjunctions of a BCP 47 language tag; none where the language has no list. */
export function conjunctionsOf(language: string): ReadonlySet<string> {
  const primary = primaryLanguage(language);
  return conjunctions[primary === 'no' || primary === 'nn' ? 'nb' : primary] ?? none;
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
