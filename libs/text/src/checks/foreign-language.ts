import { primaryLanguage } from '@audiobook/model/primary-language';
import { excerptAround } from './place-in-segment.ts';
import type { TextCheck } from './text-check.ts';

/** Words that carry the grammar of a language, and that few others write the same. */
const grammar: Record<string, ReadonlySet<string>> = {
  en: words(
    'the and of to was his that with had you for her not but from have they which she is it he as at be by are',
    'this were him will would what there their been if who no my me your when out up then them do did shall i a in on',
  ),
  fr: words(
    'le la les des et une est dans que qui pas pour il elle vous avec au du ce était je ne sur se sa son mais un',
    'en nous cette ces mon ma mes tu te votre plus tout sont aux par comme si leur bien où être a à de qu',
  ),
  da: words(
    'og det er af han hun til ikke med som der paa på den havde var saa så jeg ham sig et en de at for om men vi',
    'dig mig hvad hvor nu skal vil har kan ud op ned efter eller fra hendes hans min din sin man da blev i',
  ),
  de: words(
    'und der die das ist nicht ein ich sie mit dem den zu war auf sich auch wie er von es wir ihr eine einen einem',
    'im am für aber nur noch wenn was so hat habe haben wird sind bei nach aus dich mich mir dir kein',
  ),
  es: words(
    'el los las y que una por con para su del se como más pero había era lo al no es en un la me te qué muy',
    'esta este yo tu mi ha sin sobre también cuando',
  ),
  it: words(
    'il che di non per una con sono della era più gli si del ma nel come lo suo aveva è la le un mi ti ci io tu',
    'questo questa anche quando ho hai e ed al alla dal',
  ),
  nl: words(
    'het een van en niet dat zijn hij zij op te voor met aan maar was haar ook naar de ik je is er wat die dit',
    'mijn als om bij nog wel heeft hebben wordt',
  ),
  sv: words(
    'och att det som en inte jag han hon på är av för med sig hade den till ett var så men om vi du mig dig',
    'från eller när nu skall vill har kan ut efter',
  ),
  pt: words(
    'o os as e que não uma um para com do da em se por mais seu era ao eu tu é são mas como na no dos das foi',
  ),
  la: words(
    'et in est non ad cum quod ut qui sed esse quae ex sunt ab aut atque ac si quam nec neque enim ergo nunc',
    'tibi mihi te me hoc quid per de pro',
  ),
};

/** Languages that grammar words don't tell apart. */
const alike: readonly (readonly string[])[] = [['da', 'nb', 'no', 'nn', 'sv']];

/** Shorter texts, in words, say too little. */
const leastWords = 5;
const leastHits = 3;
/** Of all words, so many are grammar's in running text of every language here. */
const leastShare = 0.35;

/**
 * Segments that are wholly in another language than the book's: at least five words, of which a third and
 * more are the other language's grammar, and next to none the book's own. A phrase inside a sentence is not
 * found, since nothing tells it from names.
 */
export const foreignLanguage: TextCheck = {
  name: 'language',
  check(chapter) {
    const own = primaryLanguage(chapter.language);
    const ownWords = grammar[own];
    if (ownWords === undefined) return [];
    const near = alike.find((group) => group.includes(own)) ?? [own];
    const others = Object.entries(grammar).filter(([language]) => !near.includes(language));
    return chapter.segments.flatMap((segment) => {
      const spoken = segment.spoken.toLowerCase().match(/\p{L}+/gu) ?? [];
      if (spoken.length < leastWords) return [];
      const ownHits = spoken.filter((word) => ownWords.has(word)).length;
      // Most segments are the book's own, and are told at once.
      if (ownHits * 5 > spoken.length) return [];
      const found = others
        .map(([language, list]) => ({
          language,
          hits: spoken.filter((word) => list.has(word) && !ownWords.has(word)),
        }))
        .sort((one, other) => other.hits.length - one.hits.length)[0];
      if (found === undefined || !isSure(found.hits, spoken.length, ownHits)) return [];
      return [
        {
          severity: 'warning',
          at: segment.start,
          text: excerptAround(segment.spoken, 0, 0),
          found: `this seems to be ${nameOf(found.language)}, and would be read as ${nameOf(own)}`,
          remedy: `Have "spoken" of segment ${segment.id} in corrections.json say how it sounds, in the book’s own spelling.`,
        },
      ];
    });
  },
};

function isSure(hits: readonly string[], words: number, ownHits: number): boolean {
  if (hits.length < leastHits || new Set(hits).size < 2) return false;
  return hits.length >= words * leastShare && ownHits * 4 <= hits.length;
}

function nameOf(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
