import { Segment } from '@audiobook/model/script';
import { describe, expect, it } from 'vitest';
import { keySegments } from '../takes/keyed-segment.ts';
import { causeOf } from './cause-of.ts';

const plain = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'a', params: {}, take: 1 };

function script(...changes: (Partial<Omit<Segment, 'id'>> & { id: string })[]) {
  return keySegments(
    changes.map(({ id, ...change }) =>
      Segment.parse({ ...plain, spoken: `text ${id}`, ...change, id: `s${id.padStart(12, '0')}` }),
    ),
  );
}

function causes(now: ReturnType<typeof script>, before?: ReturnType<typeof script>) {
  return now.map(causeOf(now, before));
}

describe('causeOf()', () => {
  it('calls everything new in a chapter that was never spoken', () => {
    expect(causes(script({ id: '1' }, { id: '2' }))).toEqual(['new', 'new']);
  });

  it('knows what changed about a segment that has the same text', () => {
    const changes: Partial<Omit<Segment, 'id'>>[] = [
      {},
      { engine: 'other', model: 'other:1', voice: 'b' },
      { model: 'tone:2' },
      { language: 'fr' },
      { spoken: 'respelt' },
      { voice: 'b' },
      { params: { speed: 2 } },
      { take: 2 },
    ];
    for (const [change, cause] of [
      'lost',
      'engine',
      'model',
      'language',
      'lexicon',
      'recast',
      'recast',
      'retake',
    ].entries()) {
      expect(causes(script({ id: '1', ...changes[change] }), script({ id: '1' }))).toEqual([cause]);
    }
  });

  it('names what ends a lock before a moved model, which ends none', () => {
    const causeWith = (change: Partial<Omit<Segment, 'id'>>) =>
      causes(script({ id: '1', model: 'tone:2', ...change }), script({ id: '1' }))[0];
    expect(causeWith({ voice: 'b' })).toBe('recast');
    expect(causeWith({ params: { speed: 2 } })).toBe('recast');
    expect(causeWith({ spoken: 'respelt' })).toBe('lexicon');
    expect(causeWith({ take: 2 })).toBe('retake');
  });

  it('tells an edit, which takes the place of something, from an addition', () => {
    const before = script({ id: '1' }, { id: '2' }, { id: '3' });
    const of = (...ids: string[]) => causes(script(...ids.map((id) => ({ id }))), before);
    expect(of('1', '8', '3')[1]).toBe('edited');
    expect(of('1', '8', '9', '3').slice(1, 3)).toEqual(['edited', 'edited']);
    expect(of('1', '2', '8', '3')[2]).toBe('new');
    expect(of('1', '2', '3', '8')[3]).toBe('new');
    expect(of('8', '2', '3')[0]).toBe('edited');
    expect(of('8', '1', '2', '3')[0]).toBe('new');
    expect(of('1', '2', '8')[2]).toBe('edited');
  });

  it('takes a segment that was moved for no neighbour', () => {
    const before = script({ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' });
    const now = script({ id: '4' }, { id: '1' }, { id: '8' }, { id: '2' }, { id: '3' });
    expect(causes(now, before)[2]).toBe('new');
  });
});
