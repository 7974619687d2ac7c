import { isLostSpeech, readSpeechSpans } from '@audiobook/audio/speech-file';
import { StreamFailure } from '@audiobook/audio/stream-failure';
import type { TakeKey } from '@audiobook/model/digest';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Takes, TakeWriters } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import { digestOf } from '@audiobook/takes/digest-of';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import { spanOf } from '../encode/plan-cues.ts';
import { type SpeechFile, speechFiles } from './speech-files.ts';

/**
 * Puts takes back into the store that the chapter's own speech files still hold.
 *
 * Fails where that speech may be whole but can't be read (without ffmpeg, for one): to pass over it
 * would be to speak it again.
 *
 * @returns How many takes came back. Speech that is missing, damaged, or not what takes.json says,
 * is passed over: such a take counts as missing.
 */
export async function refillTakes(
  chapter: ChapterPaths,
  missing: ReadonlySet<TakeKey>,
  store: TakeStore,
  signal: AbortSignal,
): Promise<Result<number>> {
  const doing = `reading the earlier takes of ${chapter.project}`;
  const absent = { takes: [] };
  const earlier = await readSettings({ file: chapter.takes, schema: Takes, doing, absent });
  if (!earlier.ok) return earlier.failure.kind === 'bad-settings' ? ok(0) : earlier;
  const writers = await writersOf(chapter);
  let refilled = 0;
  for (const speech of speechFiles(chapter, earlier.value.takes)) {
    const entries = speech.entries.filter(({ key }) => missing.has(key));
    const count = await refillFrom({ ...speech, entries }, writers, store, signal);
    if (!count.ok) return count;
    refilled += count.value;
  }
  return ok(refilled);
}

/** Who gave a chapter's takes, where they came from shared ones; nobody where it was made before that was noted. */
export async function writersOf({ writers: file, project }: ChapterPaths): Promise<TakeWriters> {
  const doing = `reading who gave the takes of ${project}`;
  const read = await readSettings({ file, schema: TakeWriters, doing, absent: {} });
  return read.ok ? read.value : {};
}

async function refillFrom(
  { file, sampleRate, entries }: SpeechFile,
  writers: TakeWriters,
  store: TakeStore,
  signal: AbortSignal,
): Promise<Result<number>> {
  let refilled = 0;
  const spans = entries.map(spanOf);
  const rest = entries.values();
  try {
    for await (const pcm of readSpeechSpans({ file, sampleRate, spans, signal })) {
      const { value: entry } = rest.next();
      if (entry === undefined) break;
      const { key, digest, verdict } = entry;
      if (digest === null || entry.provenance === null) continue;
      const writer = writers[digest];
      const provenance = { ...entry.provenance, ...(writer !== undefined && { writer }) };
      if (digestOf({ sampleRate, pcm }) !== digest) continue;
      const kept = await store.put({ key, digest, sampleRate, pcm, verdict, provenance });
      if (!kept.ok) return kept;
      refilled++;
    }
  } catch (error) {
    if (!(error instanceof StreamFailure)) throw error;
    if (!isLostSpeech(error)) return fail(error.failure);
  }
  return ok(refilled);
}
