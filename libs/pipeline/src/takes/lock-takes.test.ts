import { Digest, SegmentId, TakeKey } from '@audiobook/model/digest';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { describe, expect, test } from 'vitest';
import type { ChapterTakes, CurrentTake } from './current-takes.ts';
import { lockFurtherTakes, lockTakes } from './lock-takes.ts';

const id = (digit: string) => SegmentId.parse(`s${digit.repeat(12)}`);
const key = (digit: string) => TakeKey.parse(digit.repeat(64));
const digest = (digit: string) => Digest.parse(digit.repeat(64));

/** Chapters with takes as pairs of a segment and what is heard of it. */
function chapter(folder: string, pairs: Record<string, string>, model = 'tone:1'): ChapterTakes {
  const takes = Object.entries(pairs).map(
    ([segment, heard]): CurrentTake => ({
      ...{ segment: id(segment), key: key(heard), digest: digest(heard), engine: 'tone', model },
    }),
  );
  return { folder, takes, without: [] };
}

const none: TakesLock = { models: {}, chapters: {} };
const both = ['01-one', '02-two'];
const first = [chapter('01-one', { a: '1', b: '2' }), chapter('02-two', { c: '3' })];
const before = lockTakes(none, first, both).lock;

describe('lockTakes()', () => {
  test('locks every take of the chapters, and the model once', () => {
    expect(before).toEqual({
      models: { tone: ['tone:1'] },
      chapters: {
        '01-one': {
          [id('a')]: { key: key('1'), digest: digest('1') },
          [id('b')]: { key: key('2'), digest: digest('2') },
        },
        '02-two': { [id('c')]: { key: key('3'), digest: digest('3') } },
      },
    });
    expect(lockTakes(none, first, both)).toMatchObject({ accepted: 3, added: 3, changed: 0 });
    expect(lockTakes(before, first, both)).toMatchObject({ lock: before, added: 0, changed: 0 });
  });

  test('leaves other chapters and their models, and drops what the chapter no longer has', () => {
    const again = [chapter('01-one', { a: '4', d: '5' }, 'tone:2')];
    const { lock, ...news } = lockTakes(before, again, both);
    expect(news).toEqual({
      ...{ accepted: 2, added: 1, changed: 1 },
      dropped: [{ folder: '01-one', segment: id('b') }],
    });
    expect(lock.models).toEqual({ tone: ['tone:1', 'tone:2'] });
    expect(lock.chapters['02-two']).toEqual(before.chapters['02-two']);
    expect(Object.keys(lock.chapters['01-one'] ?? {})).toEqual([id('a'), id('d')]);
  });

  test('forgets models that a whole book has no take of', () => {
    const again = [
      chapter('01-one', { a: '4' }, 'tone:2'),
      chapter('02-two', { c: '5' }, 'tone:2'),
    ];
    expect(lockTakes(before, again, both).lock.models).toEqual({ tone: ['tone:2'] });
  });

  test('keeps locks of a folder that is gone until they are locked elsewhere, or all is accepted', () => {
    const renamed = ['02-two', '05-one'];
    const moved = lockTakes(before, [chapter('05-one', { a: '1' })], renamed);
    expect(moved.lock.chapters['01-one']).toEqual({
      [id('b')]: { key: key('2'), digest: digest('2') },
    });
    expect(moved.dropped).toEqual([]);
    const all = [chapter('05-one', { a: '1' }), chapter('02-two', { c: '3' })];
    const whole = lockTakes(before, all, renamed);
    expect(whole.lock.chapters['01-one']).toEqual({});
    expect(whole.dropped).toEqual([{ folder: '01-one', segment: id('b') }]);
  });
});

test('lockFurtherTakes() takes no lock away', () => {
  const update = lockFurtherTakes(before, [chapter('01-one', { a: '4', d: '5' }, 'tone:2')]);
  expect(update).toMatchObject({ accepted: 2, added: 1, changed: 1, dropped: [] });
  expect(update.lock.models).toEqual({ tone: ['tone:1', 'tone:2'] });
  expect(Object.keys(update.lock.chapters['01-one'] ?? {})).toEqual([id('a'), id('b'), id('d')]);
  expect(update.lock.chapters['02-two']).toEqual(before.chapters['02-two']);
});
