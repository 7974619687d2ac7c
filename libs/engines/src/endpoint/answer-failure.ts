/** What the answers and silences of a server are to those who asked it. */

import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { retrySeconds } from '@audiobook/model/retry-after';
import type { Exchanged, HttpAnswer } from './http-exchange.ts';
import { errorCode, serverMessage } from './server-message.ts';

/** `secret`: the token with which it was asked for, which no message repeats. */
export interface GoodAnswer extends HttpAnswer {
  secret?: string | undefined;
}

export interface Asked {
  doing: string;
  /** Whether what was asked is a text, which may itself be why the server failed. */
  speaks: boolean;
  /** The token, which no message repeats. */
  secret?: string | undefined;
  /** Refusals that say what is wanted to be known: they are good answers too. */
  accepts?: ((answer: HttpAnswer) => boolean) | undefined;
}

/**
 * The good answer (a status of 200 to 299, or one that is accepted), or why there is none:
 *
 * - `engine-failed` where the server can't be reached or does not work for us (refused connections, 401,
 *   403, 404, 502, 503, 504, redirects), with `begun` where it had a text and then broke (reset, hang, 500),
 *   and `loading` where it says of itself that it is not ready (503);
 * - `engine-busy` for 429;
 * - `speech-failed` for a text that it refuses (400, 413, 422), else, and where the voice is at fault, `bad-request`;
 * - `cancelled`.
 */
export function goodAnswer(exchanged: Exchanged, asked: Asked): Result<GoodAnswer> {
  if (!exchanged.ok) return fail(silence(exchanged.problem, exchanged.found, asked));
  const { answer } = exchanged;
  const isGood = answer.status >= 200 && answer.status < 300;
  if (!isGood && !asked.accepts?.(answer)) return fail(refusal(answer, asked));
  return ok({ ...answer, secret: asked.secret });
}

function silence(
  problem: 'unreachable' | 'broken' | 'cancelled',
  found: string,
  { doing, speaks }: Asked,
): Failure {
  switch (problem) {
    case 'cancelled':
      return { kind: 'cancelled', doing };
    case 'unreachable': {
      const remedy = 'start the server, or correct its address in gpu-runner/pool.json';
      return { kind: 'engine-failed', doing, found, remedy };
    }
    case 'broken': {
      const remedy = "look into the server's own log; it may need a restart, or more memory";
      return { kind: 'engine-failed', doing, found, remedy, ...(speaks && { begun: true }) };
    }
    default:
      return problem satisfies never;
  }
}

function refusal(answer: HttpAnswer, asked: Asked): Failure {
  const { status, headers, body } = answer;
  const { doing, speaks, secret } = asked;
  const message = serverMessage(body, secret);
  const found = `it answered ${status}${message && `: ${message}`}`;
  if (status === 429) {
    const seconds = retrySeconds(headers['retry-after']);
    const remedy = 'wait, or give the slot a smaller "batch" in gpu-runner/pool.json';
    return {
      kind: 'engine-busy',
      doing,
      found,
      remedy,
      ...(seconds !== undefined && { retrySeconds: seconds }),
    };
  }
  if (status === 400 || status === 413 || status === 422) {
    const ofVoice = remedies.get(errorCode(body));
    if (speaks && ofVoice !== undefined) {
      return { kind: 'bad-request', doing, found, remedy: ofVoice };
    }
    const remedy =
      'give the segment another wording in corrections.json ("spoken"), or another voice';
    return speaks
      ? { kind: 'speech-failed', doing, reasons: [found], remedy }
      : { kind: 'bad-request', doing, found, remedy: wrongServer };
  }
  const { remedy, begun } = meaningOf(status);
  return {
    ...{ kind: 'engine-failed', doing, found, remedy },
    ...(speaks && begun && { begun }),
    ...(!speaks && status === 503 && { loading: true }),
  };
}

/** Errors of our own contract that are the voice's or the book's, whatever the text. */
const remedies: ReadonlyMap<string, string> = new Map([
  ['unknown_preset', 'correct "preset" in the voice’s voice.json'],
  ['unknown_parameter', 'correct "params" in the voice’s voice.json'],
  ['bad_parameter', 'correct "params" in the voice’s voice.json'],
  [
    'unknown_language',
    'cast a voice of an engine that speaks this language, or correct "language" in book.json',
  ],
]);

const wrongServer =
  'see that "url", "dialect" and "serverModel" of this slot in gpu-runner/pool.json are what the server has';

function meaningOf(status: number): { remedy: string; begun?: true } {
  if (status === 401 || status === 403) {
    return { remedy: "correct the slot's token: the server does not accept it" };
  }
  if (status < 400) {
    return { remedy: 'redirects are not followed: give the address that it leads to as "url"' };
  }
  if (status < 500) return { remedy: wrongServer };
  if (status >= 502 && status <= 504) {
    return { remedy: 'wait until the server is ready; if it never is, look into its own log' };
  }
  return { remedy: "look into the server's own log", begun: true };
}
