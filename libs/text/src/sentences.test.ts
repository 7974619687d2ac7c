import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';

/** Sentences marked by hand: ¦ stands where one ends. */
const golden: Record<string, string[]> = {
  en: [
    'He came. ¦She went! ¦Who knows?',
    'Mr. Bennet and Mrs. Long met Dr. Grant in St. Ives. ¦They spoke.',
    'J. R. R. Tolkien wrote to C. S. Lewis. ¦He answered.',
    'It was not I. ¦He lied.',
    '“Why?” he said. ¦“Go!” cried Mr. Smith. ¦“Never!”',
    '“Why?” ¦She turned away.',
    '"Is it true?" asked Ann. ¦"Quite true."',
    '“Is it true?” I asked. ¦“Quite!” Mr. Grant replied. ¦“Why?” Sir Henry cried.',
    '“Is it true?” ¦I never knew. ¦“Quite!” ¦Henry laughed.',
    '“Is it true?” ¦He asked the others. ¦“No!” ¦The answer said little.',
    'He stopped… ¦Then he left. ¦“Well…” ¦She sighed. ¦“Oh…” he said. ¦“Oh…” I said.',
    'Really?… ¦Yes. ¦Wait…! ¦Now, come… ¦“Why?…” ¦“No…”',
    'It weighs 3 c. 12 stones, says Malcolm X. ¦He knows.',
    'Wait… what? ¦No!',
    'He met No. 5 in Vol. II of p. 17. ¦The answer was no. ¦He left.',
    'It cost 3.50 dollars at 5 p.m. on Monday. ¦Cheap!',
    'I. The Bertolini',
    '12. A Storm. ¦It rained.',
    'He knew . . . nothing. ¦Nothing at all!',
    'Stop!!! ¦Really?! ¦Yes.',
    '(He lied.) ¦She knew.',
    'That is, e.g. Paris, i.e. France. ¦Good.',
    '“Yes.” ” ¦Then he left.',
  ],
  'fr-CA': [
    'Il hésita… ¦Puis il partit. ¦« Je ne sais… » ¦Elle sortit. ¦« Non… » dit-il.',
    'Mme B… Allais et M… Dupont… ¦« Oui… ¦— Non ! »',
  ],
  fr: [
    '« Allez ! » ¦Il partit. ¦« Non ? » dit-il.',
    '— Oui ! fit M. Morrel. ¦— Non.',
    'Il partit. ¦--Dame ! on ne peut pas.',
    'Mme. de Villefort et Mgr. Dupont. ¦Ils vinrent.',
    'M. de B*** arriva. ¦Il but.',
    'Que faire ? ¦Rien… rien !',
    'Charles X. ¦Il régnait.',
    '«Qui vive ?» cria-t-il. ¦Personne.',
  ],
  da: [
    'Han tøvede … ¦Saa gik han. ¦»Ja…« ¦Hun lo.',
    'Bedre. ¦- - Jeg gik, f. Eks. Søndag d. 4. Maj. ¦- Nej.',
    'Den 4. maj kom han. ¦Det regnede.',
    'I det 17. århundrede, dvs. for længe siden. ¦Nå!',
    'Den 4. Maj kom hr. Hansen kl. 8 til frk. Jensen. ¦De talte.',
    '»Hvorfor?« spurgte hun. ¦»Ja!« ¦»Nej.«',
    '— Jeg, sagde han: — Du! ¦— Nej.',
    'Han er 17. ¦Hun gik.',
    'Prof. J. Møller m.fl. skrev bl.a. Digte. ¦Ak!',
  ],
  es: ['¿Qué? ¦¡No! ¦Ud. sabe… ¦¿Ud.? ¦El Sr. López vino.'],
  it: ['Il Sig. Rossi venne… ¦Poi partì.'],
  zh: ['他来了。¦她走了！¦“谁？”¦他说。'],
  de: [
    'Sie schwieg… ¦Dann ging sie. ¦„Nein…“ ¦Er ging.',
    'Am 4. Mai kam Dr. Müller. ¦Es regnete.',
    'Im 17. Jahrhundert, z.B. Wien. ¦Ach!',
    '„Geh!“ sagte er. ¦„Nein.“ ¦Er ging.',
    'Er ist 17. ¦Sie ging.',
    '»Wohin?« fragte Hr. Meier. ¦»Fort!«',
  ],
};

describe('splitSentences() splits as a reader would', () => {
  const cases = Object.entries(golden).flatMap(([language, texts]) =>
    texts.map((marked) => ({ language, marked })),
  );
  it.each(cases)('$language: $marked', ({ language, marked }) => {
    const text = marked.replaceAll('¦', '');
    expect(splitSentences(text, language).join('¦')).toBe(marked);
  });
});

describe('splitSentences()', () => {
  const pieces = fc.constantFrom(
    ...['Mr. ', 'A. ', 'word', ' ', '\n', '\r\n', '. ', '! ', '? ', '… ', '” ', ' » ', '« ', '“'],
    ...['(', ') ', 'Ja', 'é', '4. ', 'Mai ', '— ', '\u{1F600}', '\u{1D400}', '\u2029', '\u00a0'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('')),
  );
  const language = fc.constantFrom('en', 'en-GB', 'fr', 'da', 'de', 'ja', 'zz', 'en-GB-GB');

  it('gives pieces that are the text again when joined', () => {
    fc.assert(
      fc.property(text, language, (whole, tag) => {
        expect(splitSentences(whole, tag).join('')).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('gives no piece without a letter or digit, unless the text has none', () => {
    fc.assert(
      fc.property(text, language, (whole, tag) => {
        fc.pre(/[\p{L}\p{N}]/u.test(whole));
        for (const sentence of splitSentences(whole, tag)) {
          expect(sentence).toMatch(/[\p{L}\p{N}]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('splits the same however the lines are wrapped', () => {
    const wrapped = 'Mr.\nBennet\r\ncame. “Why?”\nhe said.\nShe\nwent.';
    const flat = (sentence: string) => sentence.replace(/\s+/g, ' ');
    expect(splitSentences(wrapped, 'en').map(flat)).toEqual(splitSentences(flat(wrapped), 'en'));
  });

  it('takes time that grows with the text alone', () => {
    for (const unit of ['? — ', '? — A ', '… ', '…» A', 'Mr. A. ', '? a ', '. ', 'word ', '”» ']) {
      const before = process.cpuUsage();
      splitSentences(unit.repeat(100_000), 'fr');
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
    }
  });
});
