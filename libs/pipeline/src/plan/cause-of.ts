import { isDeepStrictEqual } from 'node:util';
import type { SegmentId } from '@audiobook/model/digest';
import type { KeyedSegment } from '../takes/keyed-segment.ts';

/** Why a segment has to be spoken, as a plan says it. */
export const causeNames = {
  new: 'new',
  edited: 'edited',
  language: 'other language',
  recast: 'recast',
  lexicon: 'lexicon or correction',
  retake: 'retake',
  model: 'other model',
  engine: 'other engine',
  lost: 'take lost',
} as const;
export type Cause = keyof typeof causeNames;

/**
 * Says of a chapter's segments without a take why they have none: by what was last spoken of the chapter.
 * Without that, all are new.
 */
export function causeOf(
  script: readonly KeyedSegment[],
  before: readonly KeyedSegment[] = [],
): (keyed: KeyedSegment) => Cause {
  const earlier = new Map(before.map((keyed) => [keyed.segment.id, keyed]));
  const spoken = new Set(before.map(({ key }) => key));
  const edited = editedAmong(script, before);
  return (keyed) => {
    const { segment, key } = keyed;
    // A locked segment is to be spoken only where its locked take is nowhere.
    if (spoken.has(key) || segment.locked !== undefined) return 'lost';
    const was = earlier.get(segment.id)?.segment;
    if (was === undefined) return edited.has(segment.id) ? 'edited' : 'new';
    if (was.engine !== segment.engine) return 'engine';
    if (was.language !== segment.language) return 'language';
    if (was.spoken !== segment.spoken) return 'lexicon';
    if (was.take !== segment.take) return 'retake';
    const isRecast = was.voice !== segment.voice || !isDeepStrictEqual(was.params, segment.params);
    // The model comes last: it alone ends no lock, and all the others do.
    return isRecast ? 'recast' : 'model';
  };
}

/** Segments that stand where others stood: between the same neighbours something is gone. */
function editedAmong(
  script: readonly KeyedSegment[],
  before: readonly KeyedSegment[],
): Set<SegmentId> {
  const now = new Set(script.map(({ segment }) => segment.id));
  const places = new Map(before.map(({ segment }, place) => [segment.id, place]));
  const edited = new Set<SegmentId>();
  let further: SegmentId[] = [];
  let from = -1;
  const close = (to: number) => {
    const gone = before.slice(from + 1, to).some(({ segment }) => !now.has(segment.id));
    if (gone) for (const id of further) edited.add(id);
    further = [];
  };
  for (const { segment } of script) {
    const place = places.get(segment.id);
    if (place === undefined) further.push(segment.id);
    // What was moved up or down is no neighbour.
    else if (place > from) {
      close(place);
      from = place;
    }
  }
  close(before.length);
  return edited;
}
