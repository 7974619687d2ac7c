import type { Piece } from '@audiobook/audio/chapter-audio';
import { readSpeechSpans } from '@audiobook/audio/speech-file';
import type { ChapterPaths } from './book-paths.ts';
import { type ChapterPlan, spanOf } from './plan-cues.ts';
import { speechFiles } from './speech-files.ts';

/**
 * A chapter's audio in order: silences, and the takes out of its speech files, each read once.
 *
 * Throws as `readSpeechSpans` does.
 */
export async function* chapterPieces(
  chapter: ChapterPaths,
  plan: ChapterPlan,
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
        yield { kind: 'speech', pcm: next.value };
      }
      yield { kind: 'silence', samples: silence };
    }
  } finally {
    for (const reader of readers.values()) await reader.return(undefined);
  }
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
