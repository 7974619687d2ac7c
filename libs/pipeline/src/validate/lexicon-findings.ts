import { relative } from 'node:path';
import type { Lexicon } from '@audiobook/model/lexicon';
import { repeatedNames } from '@audiobook/settings/position-in-json';
import {
  type AppliedReading,
  appliedReadings,
  speaks,
} from '@audiobook/text/lexicon/applied-readings';
import type { LexiconUses } from '@audiobook/text/lexicon/lexicon-uses';
import { type Fight, sameWords } from '@audiobook/text/lexicon/same-words';
import { readFileOrNothing, readPositions } from '../script/read-positions.ts';
import type { BookFinding } from './book-check.ts';

/** A lexicon, and what its entries do in the books that it is for. */
export interface UsedLexicon {
  workspace: string;
  file: string;
  content: Lexicon;
  uses: LexiconUses;
  /** That of the book; of the shared lexicon, undefined. */
  language?: string;
}

/** What is wrong with a lexicon that can be read: entries that come twice, that fight, and that never match. */
export async function lexiconFindings(lexicon: UsedLexicon): Promise<BookFinding[]> {
  const { workspace, file, content, uses } = lexicon;
  const positionOf = await readPositions(file);
  const at = ({ written, index }: AppliedReading) =>
    positionOf(Array.isArray(content[written]) ? [written, index] : [written]);
  const common = { severity: 'warning', file: relative(workspace, file), chapter: null } as const;

  const readings = appliedReadings(content);
  const fights = [...sameWords(readings), ...uses.fights];
  const losers = new Set(fights.map(({ loser: { written, index } }) => `${index} ${written}`));
  const unused = readings.filter(
    (reading) => !uses.has(reading) && !losers.has(`${reading.index} ${reading.written}`),
  );
  return [
    ...repeatedNames(await readFileOrNothing(file)).map(({ name, ...place }) => ({
      ...{ ...common, ...place, text: name },
      found: 'the lexicon has this entry twice, and the last of them alone is read',
      remedy: 'Keep one of them.',
    })),
    ...fights.map((fight) => ({
      ...{ ...common, ...at(fight.loser), text: fight.loser.written },
      ...wordsOfFight(fight),
    })),
    ...unused.map((reading) => ({
      ...{ ...common, ...at(reading), text: reading.written },
      ...wordsOfUnused(reading, lexicon),
    })),
  ];
}

type Words = Pick<BookFinding, 'found' | 'remedy'>;

function wordsOfFight({ winner, text }: Fight): Words {
  const says = `“${winner.say}”`;
  if (text === undefined) {
    const found = `it matches the same words as “${winner.written}”, which is read: ${says}`;
    return { found, remedy: 'Keep one of them, or say of each what its case or language is.' };
  }
  const found = `it matches “${text}” too, for which “${winner.written}” is read: ${says}`;
  return { found, remedy: 'Narrow the pattern, or remove one of them.' };
}

function wordsOfUnused(reading: AppliedReading, { language }: UsedLexicon): Words {
  if (language !== undefined && !speaks(reading, language)) {
    return {
      found: `it is for books in “${reading.language}”, and this one is in “${language}”`,
      remedy:
        'Correct its language, or remove it: an entry for other books stands in books/lexicon.json.',
    };
  }
  const where = language === undefined ? 'no book' : 'no segment';
  if (reading.isPattern) {
    return {
      found: `${where} has what this pattern matches, or another entry always wins over it`,
      remedy: 'Correct it, or remove it. It matches whole words, unless "whole" is false.',
    };
  }
  return {
    found: `${where} has this word, or a longer entry always wins over it`,
    remedy: 'Correct its spelling, or remove it. One with a capital matches as it stands alone.',
  };
}
