/** Reads the speech in a server's answer. */

import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { fromHeader, speechHeaders } from '../speech-contract.ts';
import type { SpeechRequest, SpokenSegment } from '../speech-engine.ts';
import { decodeWave } from '../wave.ts';
import type { GoodAnswer } from './answer-failure.ts';
import { withIntegers } from './float-wave.ts';
import { oneLine } from './one-line.ts';
import { lengthProblem, longestSeconds } from './plausible-length.ts';
import { serverMessage } from './server-message.ts';

export interface Heard {
  doing: string;
  request: SpeechRequest;
  /** From asking to the end of the answer: what the speech took, where the server doesn't say. */
  seconds: number;
  /** What spoke, where the server doesn't say. */
  implementation: string;
}

/** 48 kHz and 32 bits: no model that speaks makes more of a second. */
const bytesPerSecond = 48_000 * 4;
/** For chunks beside the audio. */
const bytesBeside = 65_536;

/** The most bytes of an answer that may be speech of the request. */
export function longestSpokenAnswer(request: SpeechRequest): number {
  return Math.ceil(longestSeconds(request) * bytesPerSecond) + bytesBeside;
}

/**
 * The speech of an answer. Fails with `engine-failed`, `begun`, where it is no WAVE file that can be read,
 * and with `speech-failed` where it is cut off or can't be this text by its length.
 */
export function spokenAnswer(answer: GoodAnswer, heard: Heard): Result<SpokenSegment> {
  const { headers } = answer;
  const type = headers['content-type'] ?? '';
  if (!isWave(type)) return fail(unreadable(answer, `it answered with "${oneLine(type)}"`, heard));
  const decoded = decodeWave(withIntegers(answer.body));
  if (!decoded.ok)
    return fail(unreadable(answer, `its audio can't be used: ${decoded.problem}`, heard));
  const { sampleRate, pcm } = decoded.speech;
  const problem =
    headers[speechHeaders.truncated] === 'true'
      ? 'it stopped before the end of the text'
      : lengthProblem(heard.request, pcm.byteLength / 2 / sampleRate);
  if (problem !== undefined) return fail(failed(heard, problem));
  const said = Number(headers[speechHeaders.generationSeconds] ?? Number.NaN);
  return ok({
    ...{ sampleRate, pcm },
    generationSeconds: said >= 0 && said < Number.POSITIVE_INFINITY ? said : heard.seconds,
    implementation:
      oneLine(fromHeader(`${headers[speechHeaders.implementation] ?? ''}`)) || heard.implementation,
  });
}

function isWave(type: string): boolean {
  return /^(audio\/(x-|vnd\.)?wave?|application\/octet-stream)\s*(;|$)/i.test(type);
}

function unreadable(
  { headers, body, secret }: GoodAnswer,
  found: string,
  { doing }: Heard,
): Failure {
  const readable = /json|text/i.test(headers['content-type'] ?? '');
  const message = readable ? serverMessage(body, secret) : '';
  return {
    kind: 'engine-failed',
    doing,
    found: message === '' ? found : `${found}: ${message}`,
    remedy: 'see that "dialect" of this slot in gpu-runner/pool.json names the server that it is',
    begun: true,
  };
}

function failed({ doing }: Heard, reason: string): Failure {
  return {
    kind: 'speech-failed',
    doing,
    reasons: [reason],
    remedy: 'give the segment another wording in corrections.json ("spoken"), and run again',
  };
}
