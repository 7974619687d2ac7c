/** Everything that goes wrong with servers, on the wire. */

import type { ServerResponse } from 'node:http';
import type { SpeechRequest } from '../speech-engine.ts';
import { type ToneWave, waveOf } from './tone-wave.ts';

/**
 * How a request goes wrong: `reset` and `end` close the connection in the middle of the answer, the one
 * abruptly; `wrong-type` calls WAVE audio mp3; `cut` admits that the speech stops before the text does;
 * `other-model` was spoken by another model. An object is an answer with a status other than 200.
 */
export type Fault =
  | 'reset'
  | 'end'
  | 'hang'
  | 'endless'
  | 'wrong-type'
  | 'truncated'
  | 'garbage'
  | 'too-long'
  | 'too-short'
  | 'cut'
  | 'other-model'
  | 'silence'
  | { status: number; message?: string; headers?: Record<string, string> };

/** Whether the fault shows before anything is spoken. */
export function isImmediate(fault: Fault): fault is 'hang' | Extract<Fault, object> {
  return fault === 'hang' || typeof fault === 'object';
}

/** Answers a request wrongly. */
export function answerFault(response: ServerResponse, fault: Fault, request: SpeechRequest): void {
  if (typeof fault === 'object') {
    const { status, message = 'as it was told', headers = {} } = fault;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendError(response, status, message);
  } else wrongAnswers[fault](response, request);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Answers with an error, as OpenAI's API words it. */
export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
): void {
  sendJson(response, status, { error: { message, type: 'invalid_request_error', code } });
}

const plain = 1 / 16;

const wrongAnswers: Record<
  Exclude<Fault, object>,
  (response: ServerResponse, request: SpeechRequest) => void
> = {
  hang: () => undefined,
  reset: (response, request) => {
    sendHalf(response, request, () => response.socket?.resetAndDestroy());
  },
  end: (response, request) => sendHalf(response, request, () => response.socket?.destroy()),
  endless(response, request) {
    response.writeHead(200, { 'content-type': 'audio/wav' });
    const { head } = waveOf(request, plain);
    head.writeUInt32LE(0xffffffff, 40);
    response.write(head);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  },
  'wrong-type': (response, request) => send(response, waveOf(request, plain), 'audio/mpeg'),
  truncated(response, request) {
    const { head, tone } = waveOf(request, plain);
    send(response, { head, tone: tone.subarray(0, tone.length / 2) });
  },
  garbage: (response) =>
    send(response, { head: Buffer.from('ID3\u0004 not a wave'), tone: Buffer.alloc(9_000) }),
  'too-long': (response, request) =>
    send(response, waveOf(request, 1 + 25 / request.spoken.length)),
  'too-short': (response, request) => send(response, waveOf(request, 1 / 500)),
  cut(response, request) {
    response.setHeader('x-truncated', 'true');
    send(response, waveOf(request, plain));
  },
  'other-model'(response, request) {
    response.setHeader('x-model-identity', 'tone:other');
    send(response, waveOf(request, plain));
  },
  silence(response, request) {
    const { head, tone } = waveOf(request, plain);
    const header = head.subarray(0, head.length - 32);
    send(response, { head: header, tone: Buffer.alloc(tone.length + 32) });
  },
};

function send(
  response: ServerResponse,
  { head, tone }: Pick<ToneWave, 'head' | 'tone'>,
  type = 'audio/wav',
): void {
  const length = head.length + tone.length;
  response.writeHead(200, { 'content-type': type, 'content-length': length });
  response.write(head);
  response.end(tone);
}

function sendHalf(response: ServerResponse, request: SpeechRequest, lose: () => void): void {
  const { head, tone } = waveOf(request, plain);
  const length = head.length + tone.length;
  response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': length });
  response.write(head, () => setImmediate(lose));
}
