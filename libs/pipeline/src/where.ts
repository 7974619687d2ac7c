import { dirname, relative } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Layout, type LayoutSegment, type Segment, Segments } from '@audiobook/model/script';
import { type TakeEntry, Takes } from '@audiobook/model/take';
import { type Cue, Timeline } from '@audiobook/model/timeline';
import { readSettings } from '@audiobook/settings/read-settings';
import { type BookPaths, type ChapterPaths, chapterPaths } from './book/book-paths.ts';
import { chapterOfNumber, numberedChapters } from './book/numbered-chapters.ts';
import type { EmitEvent } from './stage-event.ts';
import { formatClock, parseClock } from './terminal/clock-time.ts';

export interface WhereOptions {
  /** The number that the chapter's file and players show, which its folder's need not be. */
  chapter: number;
  /** A time within the chapter: `12:41`, `1:02:03` or seconds. */
  at: string | number;
}

/** Says which segment is heard at a time of a chapter, and how to correct it. */
export async function where(
  book: BookPaths,
  options: WhereOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const doing = `looking up ${options.at} in chapter ${options.chapter} of ${book.slug}`;
  const bad = (found: string, remedy: string) =>
    fail({ kind: 'bad-request', doing, found, remedy });
  const seconds = parseClock(String(options.at));
  if (seconds === undefined) {
    return bad(`“${options.at}” is no time`, 'Write it as 12:41, 1:02:03 or in seconds.');
  }
  const chapters = await numberedChapters(book);
  const named = chapterOfNumber(chapters, Number(options.chapter));
  if (named === undefined) {
    const numbers = [...new Set(chapters.map(({ number }) => number))].sort((a, b) => a - b);
    return bad('the book has no such chapter', `Name one of these: ${numbers.join(', ')}.`);
  }
  const chapter = chapterPaths(book, named.folder);
  const timeline = await readSettings({ file: chapter.timeline, schema: Timeline, doing });
  if (!timeline.ok) {
    return bad('the chapter has no audio yet', `Make it: npx nx run ${chapter.project}:assemble`);
  }
  const layout = await readSettings({ file: chapter.layout, schema: Layout, doing });
  if (!layout.ok) return layout;
  const takes = await readSettings({ file: chapter.takes, schema: Takes, doing });
  if (!takes.ok) return takes;
  if (seconds > timeline.value.seconds) {
    return bad(
      `the chapter ends at ${formatClock(timeline.value.seconds)}`,
      'Name an earlier time.',
    );
  }
  const segments = await readSettings({ file: chapter.segments, schema: Segments, doing });
  if (!segments.ok) return segments;
  const cue = cueAt(timeline.value, seconds);
  const segment = layout.value.segments.find(({ id }) => id === cue?.segment);
  const take = takes.value.takes.find((entry) => entry.segment === cue?.segment);
  const script = segments.value.segments.find(({ id }) => id === cue?.segment);
  if (cue === undefined || !segment || !take || !script) {
    return bad(
      'the text has changed since the chapter was made, and what is heard there is not in it',
      `Make it again: npx nx run ${chapter.project}:assemble`,
    );
  }
  emit({
    kind: 'done',
    message: describe(chapter, { number: named.number, cue, segment, take, script }),
  });
  return ok();
}

/** In a silence, the segment before it; before the first word, the first. */
function cueAt({ cues }: Timeline, seconds: number): Cue | undefined {
  return cues.findLast(({ start }) => start <= seconds) ?? cues[0];
}

interface Heard {
  number: number;
  cue: Cue;
  segment: LayoutSegment;
  take: TakeEntry;
  script: Segment;
}

function describe(chapter: ChapterPaths, { number, cue, segment, take, script }: Heard): string {
  const corrections = relative(chapter.book.workspace, chapter.corrections);
  const folder = dirname(corrections);
  const correction = { segments: { [segment.id]: { spoken: script.spoken } } };
  return [
    `${chapter.project}  ${formatClock(cue.start)} – ${formatClock(cue.end)}`,
    `chapter  ${number}, in ${folder}`,
    `segment  ${segment.id}`,
    `speaker  ${segment.speaker}`,
    `take     ${take.take} (${take.verdict})`,
    `text     ${segment.text}`,
    '',
    `Hear other takes:  npx nx run ${chapter.project}:retake -- --segment=${segment.id} --n=4`,
    `Correct it in ${corrections}: "spoken", "voice", "pauseAfterMs", "take" or "skip"`,
    // On one line, which can be copied from behind the project's name that Nx puts before each.
    JSON.stringify(correction),
  ].join('\n');
}
