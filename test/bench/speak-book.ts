import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import { waveOf } from '@audiobook/engines/testing/tone-wave';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import type { Result } from '@audiobook/model/result';
import type { TonePool } from './tone-pool.ts';

export interface SpokenBook {
  /** From the moment when the runners begin to load until the last segment is there. */
  seconds: number;
  /** Until the first chapter is complete. */
  firstChapterSeconds: number;
  /** Segments that the clients got, each with its own sound, and that the runners spoke. */
  segments: number;
  spoken: number;
}

const { signal } = new AbortController();
const headerBytes = 44;
const markBytes = 32;

/**
 * Has a gateway share a book among a pool of tone runners, asked by one client for each chapter. The
 * gateway is up when the runners begin to load: its own start, a second or less, is not scaled with their
 * time. Ends the pool. Throws where a segment is not spoken, or sounds like another.
 *
 * @param beside What is done beside, such as killing a runner.
 */
export async function speakBook(
  chapters: readonly (readonly string[])[],
  pool: TonePool,
  beside: () => Promise<void> = async () => undefined,
): Promise<SpokenBook> {
  const workspace = new GatewayWorkspace(pool.config);
  const first = workspace.client({ run: 'start', place: 0 });
  const stop = new AbortController();
  const started = first.engine('tone', 'tone:1').speak(toneRequest('Start.'), stop.signal);
  while ((await workspace.status()) === undefined) await delay(20);
  stop.abort();
  await started;
  const began = performance.now();
  await pool.start();
  const alongside = beside();
  const speakers = chapters.map((texts, place) => {
    const client = workspace.client({ place });
    return speakChapter(client.engine('tone', 'tone:1').speak, texts);
  });
  const ends = await Promise.all(
    speakers.map(async (speaker) => {
      await speaker;
      return (performance.now() - began) / 1_000;
    }),
  );
  await alongside;
  await workspace.remove();
  return {
    seconds: Math.max(...ends),
    firstChapterSeconds: ends[0] ?? 0,
    segments: chapters.flat().length,
    spoken: await pool.stop(),
  };
}

type Speak = (request: SpeechRequest, signal: AbortSignal) => Promise<Result<SpokenSegment>>;

/** Speaks all texts at once, and throws where one is not spoken as it should be. */
export async function speakChapter(speak: Speak, texts: readonly string[]): Promise<void> {
  await Promise.all(
    texts.map(async (spoken) => {
      const request = toneRequest(spoken);
      const result = await speak(request, signal);
      if (!result.ok) throw new Error(JSON.stringify(result.failure));
      checkTone(request, result.value);
    }),
  );
}

export function toneRequest(spoken: string): SpeechRequest {
  return { spoken, language: 'en-GB', voice: 'tone', params: {}, seed: 1 };
}

/** Each tone begins with the hash of what was asked for. */
function checkTone(request: SpeechRequest, { pcm }: SpokenSegment): void {
  const { head } = waveOf(request, 1);
  const mark = head.subarray(headerBytes, headerBytes + markBytes);
  if (!mark.equals(pcm.subarray(0, markBytes))) {
    throw new Error(`“${request.spoken}” sounds like something else`);
  }
}
