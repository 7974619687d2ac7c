import { readFileSync } from 'node:fs';
import { normalise } from '@audiobook/text/normalise';
import { readGoldenCases } from '@audiobook/text/normalise/testing/golden-cases';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import type { Figure } from './row.ts';

/** Languages with rules of their own, and where their cases lie. */
const languages = ['en', 'fr', 'da'];
const folder = new URL('../../libs/text/src/normalise/', import.meta.url);

/**
 * How many cases are said as expected: those that the rules were written for (`golden.txt`), and
 * those that were written without a look at the rules (`blind.txt`, where the first run's score
 * stands at the top).
 */
export const normalisation: Benchmark = async function* ({ say }) {
  for (const language of languages) {
    yield figureOf(language, 'golden', say);
    yield figureOf(language, 'blind', say);
  }
};

function figureOf(language: string, list: string, say: BenchmarkOptions['say']): Figure {
  const file = readFileSync(new URL(`${language}/${list}.txt`, folder), 'utf8');
  const cases = readGoldenCases(file);
  const failed = cases.flatMap(({ written, spoken, heading }) => {
    const said = normalise(written, { language, heading });
    return said === spoken ? [] : [{ spoken, said }];
  });
  for (const { spoken, said } of failed)
    say(`${language}, ${list}: "${said}" instead of "${spoken}"`);
  const passed = cases.length - failed.length;
  const firstRun = /^\/\/ first run: (.+)$/m.exec(file)?.[1];
  const share = ((passed / cases.length) * 100).toFixed(1);
  return {
    name: `${language}, ${list}`,
    value: passed,
    unit: 'cases',
    note: `${passed} of ${cases.length}, ${share} %${firstRun === undefined ? '' : `; first run ${firstRun}`}`,
    ...(list === 'golden' && { goal: { atLeast: cases.length } }),
  };
}
