import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSpeechFile } from '@audiobook/audio/speech-file';
import { writeJson } from '@audiobook/files/write-file-atomic';
import type { SegmentId, TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import type { ChapterSpeech, Take, TakeEntry, TakeWriters } from '@audiobook/model/take';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import type { KeyedSegment } from './keyed-segment.ts';
import { speechFileName } from './speech-files.ts';

/** Thrown while takes are read: one that was in the store a moment ago is damaged or gone. */
export class LostTake extends Error {
  override name = 'LostTake';
}

/** Where a chapter's takes come from. */
export interface SpeechSources {
  /** Segments without a take. */
  gaps: ReadonlySet<SegmentId>;
  store: Pick<TakeStore, 'get'>;
  signal: AbortSignal;
}

/**
 * Writes the chapter's takes, in order, to its speech files, takes.json, spoken.json, writers.json and speech.json.
 *
 * One take is in memory at a time.
 *
 * @throws {LostTake} when the store has lost a take; the files are then as they were.
 */
export async function writeChapterSpeech(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  { gaps, store, signal }: SpeechSources,
): Promise<Result<ChapterSpeech>> {
  const first = segments.find(({ segment }) => !gaps.has(segment.id));
  const mainRate = first === undefined ? 0 : (await takeOf(first.key, store)).sampleRate;

  const entries: TakeEntry[] = [];
  const writers: TakeWriters = {};
  const ends = new Map<number, number>();
  async function* everyTake() {
    for (const { segment, key } of segments) {
      if (gaps.has(segment.id)) {
        entries.push(gapEntry(segment.id, key, segment.take));
        continue;
      }
      const take = await takeOf(key, store);
      const start = ends.get(take.sampleRate) ?? 0;
      entries.push(takeEntry(segment.id, segment.take, take, start));
      if (take.provenance.writer !== undefined) writers[take.digest] = take.provenance.writer;
      ends.set(take.sampleRate, start + take.pcm.byteLength / 2);
      if (take.sampleRate === mainRate) yield take.pcm;
    }
  }
  async function* takesAt(sampleRate: number) {
    for (const entry of entries) {
      if (entry.sampleRate === sampleRate) yield (await takeOf(entry.key, store)).pcm;
    }
  }

  const names: string[] = [];
  const writeRate = async (sampleRate: number, takes: AsyncIterable<Uint8Array>) => {
    const name = speechFileName(sampleRate, mainRate);
    names.push(name);
    await mkdir(dirname(join(chapter.output, name)), { recursive: true });
    return writeSpeechFile({ file: join(chapter.output, name), sampleRate, takes, signal });
  };
  if (first === undefined) for await (const _ of everyTake());
  else {
    const written = await writeRate(mainRate, everyTake());
    if (!written.ok) return written;
  }
  for (const sampleRate of ends.keys()) {
    if (sampleRate === mainRate) continue;
    const written = await writeRate(sampleRate, takesAt(sampleRate));
    if (!written.ok) return written;
  }
  await removeOtherSpeech(chapter, names);
  const spoken = segments.map(({ segment }) => segment).filter(({ id }) => !gaps.has(id));
  await writeJson(chapter.spoken, { segments: spoken });
  await writeJson(chapter.writers, writers);
  return ok(await writeNumbers(chapter, entries));
}

async function takeOf(key: TakeKey, store: SpeechSources['store']): Promise<Take> {
  const take = await store.get(key);
  if (take === undefined) throw new LostTake(`The take store has lost the take ${key}.`);
  return take;
}

function takeEntry(segment: SegmentId, number: number, take: Take, start: number): TakeEntry {
  const { key, digest, sampleRate, pcm, verdict } = take;
  // Which way it came is nothing of the chapter's: two machines with the same takes write the same.
  const { writer: _, ...provenance } = take.provenance;
  return {
    segment,
    key,
    digest,
    take: number,
    sampleRate,
    start: start / sampleRate,
    seconds: pcm.byteLength / 2 / sampleRate,
    verdict,
    provenance,
  };
}

function gapEntry(segment: SegmentId, key: TakeKey, take: number): TakeEntry {
  const nothing = { digest: null, sampleRate: 0, start: 0, seconds: 0, provenance: null };
  return { segment, key, take, ...nothing, verdict: 'missing' };
}

/** An earlier run may have left a file for a sample rate that the chapter no longer has. */
async function removeOtherSpeech(chapter: ChapterPaths, names: readonly string[]): Promise<void> {
  const others = await readdir(join(chapter.output, 'speech')).catch(() => []);
  const possible = ['speech.flac', ...others.map((name) => join('speech', name))];
  const left = possible.filter((name) => !names.includes(name));
  for (const name of left) await rm(join(chapter.output, name), { force: true });
}

async function writeNumbers(chapter: ChapterPaths, entries: TakeEntry[]): Promise<ChapterSpeech> {
  const speech: ChapterSpeech = {
    segments: entries.length,
    seconds: entries.reduce((sum, { seconds }) => sum + seconds, 0),
    missing: entries.filter(({ digest }) => digest === null).map(({ segment }) => segment),
  };
  await writeJson(chapter.takes, { takes: entries });
  await writeJson(chapter.speech, speech);
  return speech;
}
