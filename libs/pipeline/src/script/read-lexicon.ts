import type { FilePosition } from '@audiobook/model/failure';
import { Lexicon, type LexiconReading } from '@audiobook/model/lexicon';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { readingsOf } from '@audiobook/text/lexicon/applied-readings';
import { patternProblem } from '@audiobook/text/lexicon/pattern-finder';
import { readPositions } from './read-positions.ts';

/**
 * Reads a lexicon.json, a book's or the workspace's; empty where there is none. Fails, with file, line and
 * column, where it can't be used: patterns are looked at too.
 */
export async function readLexicon(file: string, doing: string): Promise<Result<Lexicon>> {
  const read = await readSettings({ file, schema: Lexicon, doing, absent: {} });
  if (!read.ok) return read;
  for (const [written, entry] of Object.entries(read.value)) {
    for (const [index, reading] of readingsOf(entry).entries()) {
      const found = problemOf(written, reading);
      if (found === undefined) continue;
      const at = await placeOf(file, Array.isArray(entry) ? [written, index] : [written]);
      return fail({ kind: 'bad-settings', doing, at, found, remedy: 'Correct it there.' });
    }
  }
  return ok(read.value);
}

function problemOf(written: string, { say, pattern, whole }: LexiconReading): string | undefined {
  if (pattern !== true) {
    return whole === undefined
      ? undefined
      : `“${written}”: "whole" is for patterns, and without "pattern": true this is none`;
  }
  const problem = patternProblem(written, say);
  return problem === undefined ? undefined : `the pattern “${written}” ${problem}`;
}

async function placeOf(file: string, path: (string | number)[]): Promise<FilePosition> {
  const positionOf = await readPositions(file);
  return { file, ...positionOf(path) };
}
