/** Languages by what English texts call them, and by words that are common in them alone. */
const languages: readonly { tag: string; names: string; words: string }[] = [
  {
    tag: 'en',
    names: 'english',
    words: 'the and of to was his that with had you for her not but from have they which she',
  },
  {
    tag: 'fr',
    names: 'french français',
    words: 'le la les des et une est dans que qui pas pour il elle vous avec au du ce était',
  },
  {
    tag: 'da',
    names: 'danish dansk',
    words: 'og det er af han hun til ikke med som der paa på den havde var saa så jeg ham sig',
  },
  {
    tag: 'de',
    names: 'german deutsch',
    words: 'und der die das ist nicht ein ich sie mit dem den zu war auf sich auch wie er von',
  },
  {
    tag: 'es',
    names: 'spanish español castilian',
    words: 'el los las y que una por con para su del se como más pero había era lo al',
  },
  {
    tag: 'it',
    names: 'italian italiano',
    words: 'il che di non per una con sono della era più gli si del ma nel come lo suo aveva',
  },
  {
    tag: 'nl',
    names: 'dutch nederlands',
    words: 'het een van en niet dat zijn hij zij op te voor met aan maar was haar ook naar',
  },
  {
    tag: 'sv',
    names: 'swedish svenska',
    words: 'och att det som en inte jag han hon på är av för med sig hade den till ett',
  },
  {
    tag: 'nb',
    names: 'norwegian norsk',
    words: 'og det ikke jeg som er på han hun til med av hadde å seg så var meg deg nå',
  },
  {
    tag: 'pt',
    names: 'portuguese português',
    words: 'o os as e que não uma um para com do da em se por mais seu era ao',
  },
  {
    tag: 'fi',
    names: 'finnish suomi',
    words: 'ja oli on ei hän se että mutta kun niin minä ole joka sitten hänen myös',
  },
  {
    tag: 'la',
    names: 'latin',
    words: 'et in est non ad cum quod ut qui sed esse quae ex sunt ab aut atque',
  },
];

const scripts: readonly [string, RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['uk', /[іїєґ]/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
];

/** Characters that are looked at; more tell nothing new. */
const sampleSize = 20_000;
/** A language needs this many of its words, and this share more than any other. */
const leastWords = 5;

/** The tag of a language by its name in English or in itself. */
export function languageNamed(name: string): string | undefined {
  const first = name.toLowerCase().match(/\p{L}+/u)?.[0];
  return languages.find(({ names }) => first && names.split(' ').includes(first))?.tag;
}

/**
 * The language that a text is most likely in, as a BCP 47 tag, by its script and its commonest
 * words; undefined where nothing speaks for any.
 */
export function guessLanguage(text: string): string | undefined {
  const middle = Math.max(0, Math.floor(text.length / 2) - sampleSize / 2);
  const sample = text.slice(middle, middle + sampleSize).toLowerCase();
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const script = scripts.find(([, own]) => (sample.match(own)?.length ?? 0) > letters * 0.05);
  if (script) return script[0];
  const words = sample.match(/\p{L}+/gu) ?? [];
  const scores = languages.map(({ tag, words: own }) => {
    const common = new Set(own.split(' '));
    return { tag, score: words.filter((word) => common.has(word)).length };
  });
  scores.sort((one, other) => other.score - one.score);
  const best = scores[0];
  return best && best.score >= leastWords ? best.tag : undefined;
}
