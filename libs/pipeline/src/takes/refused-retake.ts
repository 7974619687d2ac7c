/** What a retake refuses, and what to do instead. */

import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import type { Failure } from '@audiobook/model/failure';
import type { Segment } from '@audiobook/model/script';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import { spokenTakes } from './spoken-takes.ts';

/** How many further takes are spoken at most. */
export const mostTakes = 50;

/** Says which takes there are, of those that an audition near the present one may have spoken. */
export async function neverSpoken(
  chapter: ChapterPaths,
  segment: Segment,
  take: number,
  store: TakeStore,
): Promise<Failure> {
  const from = Math.max(1, segment.take - mostTakes);
  const numbers = Array.from({ length: 2 * mostTakes }, (_, index) => from + index);
  const there = await spokenTakes(chapter, segment, numbers, store);
  const further = take - segment.take;
  const n = further >= 1 && further <= mostTakes ? further : '<number>';
  const retakeIt = `npx nx run ${chapter.project}:retake -- --segment=${segment.id}`;
  const first = there.length === 0 ? 'Speak some' : 'Keep one that there is, or speak more';
  const speakMore = `${first}, and listen before you keep one: ${retakeIt} --n=${n}`;
  return {
    kind: 'bad-request',
    doing: `keeping take ${take} of segment ${segment.id} of ${chapter.project}`,
    found: `that take was never spoken; ${there.length === 0 ? 'nor was any other' : `there are: ${there.join(', ')}`}`,
    remedy: speaksOneWay(segment) ? otherwise(chapter) : speakMore,
  };
}

/** Whether a further take would be like the present one. */
export function speaksOneWay({ engine }: Segment): boolean {
  return engineCatalogue.get(engine)?.speaksOneWay === true;
}

/** What helps where no further take does. */
function otherwise({ corrections }: ChapterPaths): string {
  return `Say it in other words, or with another voice: a correction in ${corrections}.`;
}

export function allAlike(chapter: ChapterPaths, { id, engine }: Segment): Failure {
  return {
    kind: 'bad-request',
    doing: `speaking further takes of segment ${id} of ${chapter.project}`,
    found: `${engine} speaks a text in only one way: a further take would be like the present one`,
    remedy: otherwise(chapter),
  };
}
