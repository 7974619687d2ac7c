import type { Piece } from '@audiobook/audio/chapter-audio';
import { readSpeechSpans } from '@audiobook/audio/speech-file';
import { StreamFailure } from '@audiobook/audio/stream-failure';
import type { TakeEntry } from '@audiobook/model/take';
import { digestOf } from '@audiobook/takes/digest-of';
import type { ChapterPaths } from '../book/book-paths.ts';
import { speechFiles } from '../takes/speech-files.ts';
import { type CuePlan, spanOf } from './plan-cues.ts';

/**
 * A chapter's audio in order: silences, and the takes out of its speech files, each read once.
 *
 * Throws as `readSpeechSpans` does, and a `StreamFailure` (`bad-file`) where the speech is not what
 * takes.json says: the two may come from different runs. A take of another rate than the chapter's
 * is not compared, since resampling changes it.
 */
export async function* chapterPieces(
  chapter: ChapterPaths,
  plan: CuePlan,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  const entries = plan.cues.map(({ entry }) => entry);
  const readers = new Map(
    speechFiles(chapter, entries).map(({ file, sampleRate, entries: own }) => {
      const as = plan.sampleRate;
      const spans = own.map(spanOf);
      return [sampleRate, readSpeechSpans({ file, sampleRate, as, spans, signal })];
    }),
  );
  try {
    yield { kind: 'silence', samples: plan.lead };
    for (const { entry, length, silence } of plan.cues) {
      if (entry.digest === null) yield gapMarker(length, plan.sampleRate);
      else {
        const next = await readers.get(entry.sampleRate)?.next();
        if (next === undefined || next.done) throw new Error(`no speech for ${entry.segment}`);
        if (entry.sampleRate === plan.sampleRate) checkDigest(chapter, entry, next.value);
        yield { kind: 'speech', pcm: next.value };
      }
      yield { kind: 'silence', samples: silence };
    }
  } finally {
    for (const reader of readers.values()) await reader.return(undefined);
  }
}

function checkDigest(chapter: ChapterPaths, entry: TakeEntry, pcm: Uint8Array): void {
  const { segment, digest, sampleRate } = entry;
  if (digestOf({ sampleRate, pcm }) === digest) return;
  throw new StreamFailure({
    kind: 'bad-file',
    doing: `reading the speech of ${chapter.project}`,
    file: chapter.takes,
    found: `the speech beside it has other samples for segment ${segment}`,
    remedy: `synthesize the chapter again: npx nx run ${chapter.project}:synthesize --skip-nx-cache`,
  });
}

/** What a draft has where a take is missing: a soft tone of 440 Hz for the first quarter. */
function gapMarker(samples: number, sampleRate: number): Piece {
  const pcm = new Int16Array(samples);
  const toneEnd = samples / 4;
  for (let at = 0; at < toneEnd; at++) {
    const envelope = Math.sin((Math.PI * at) / toneEnd);
    pcm[at] = Math.round(2_000 * envelope * Math.sin((2 * Math.PI * 440 * at) / sampleRate));
  }
  return { kind: 'speech', pcm: new Uint8Array(pcm.buffer) };
}
