/** The gateway as a server of the speech contract: any client of OpenAI's speech API can ask it. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import {
  type Capacity,
  callHeaders,
  capacityHeaders,
  headersOf,
  largestBatch,
  longestLine,
  SpeechCall,
  speechHeaders,
  speechRequest,
  toHeader,
  unknownVoice,
} from '@audiobook/engines/speech-contract';
import { encodeWave } from '@audiobook/engines/wave';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import { sampleOf } from '@audiobook/model/sample-voice';
import type { EngineParams } from '@audiobook/model/voice';
import type { Budget } from '@audiobook/model/workspace-settings';
import { answerError, answerJson } from './answer.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Order, Outcome } from './job.ts';
import { watchForLate } from './late-calls.ts';
import type { Bookkeeping } from './ledger/bookkeeping.ts';
import { readJsonBody } from './read-body.ts';
import { capacityOf, readinessOf, slotFor } from './readiness.ts';
import { SampleRoutes } from './sample-routes.ts';
import type { SharedOrders } from './shared-orders.ts';
import type { UploadedSamples } from './uploaded-samples.ts';

export interface ContractSurroundings {
  dispatcher: Dispatcher;
  orders: SharedOrders;
  books: Pick<Bookkeeping, 'join' | 'renew'>;
  /** What all calls together may spend. */
  budget: () => Promise<Result<Budget>>;
  /** What other programs have given to speak with; none of the workspace's own recordings is theirs. */
  uploaded: UploadedSamples;
}

/** What a call's body may have, in bytes. */
const mostBytes = 64 * 1024;
/** Calls that may wait at the same time: as many as `/ready` may ask for. */
const mostCalls = largestBatch + longestLine;
/** Parts of a path or an address, which a voice or a language has not. */
const suspect = /[/\\:]|\.\./;

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Answers requests of the contract; others with 404. */
export function serveContract({
  dispatcher,
  orders,
  books,
  budget,
  uploaded,
}: ContractSurroundings): Answer {
  let calls = 0;
  const samples = new SampleRoutes(dispatcher, uploaded);
  const routes: Record<string, Answer> = {
    'GET /health': (_, response) => answerJson(response, 200, { status: 'ok' }),
    'GET /ready': (_, response) => {
      const readiness = readinessOf(dispatcher);
      answerJson(response, readiness.ready ? 200 : 503, readiness);
    },
    'GET /v1/models': (_, response) => answerJson(response, 200, modelsOf(dispatcher)),
    'GET /v1/audio/voices': (_, response) => {
      const given = uploaded.voices.map((id) => ({ id, name: id }));
      answerJson(response, 200, { voices: [...voicesOf(dispatcher), ...given] });
    },
    'POST /v1/audio/voices': (request, response) => samples.take(request, response),
    'POST /v1/audio/speech': async (request, response) => {
      if (calls >= mostCalls) {
        response.setHeader('retry-after', '1');
        return answerError(response, 429, `${calls} calls wait already`);
      }
      calls++;
      try {
        await speak(request, response);
      } finally {
        calls--;
      }
    },
  };

  async function speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request, mostBytes);
    if (body === undefined) return;
    if (!body.ok) return answerError(response, body.status, body.problem);
    const isInteractive = request.headers[callHeaders.interactive] === 'true';
    const order = orderOf(body.value, dispatcher, isInteractive);
    if ('problem' in order) return answerError(response, order.status, order.problem);
    const { voice } = order.order.request;
    const sample = sampleOf(voice);
    const isGone = () => sample !== undefined && !uploaded.use(sample);
    if (isGone()) return answerError(response, 404, `there is no sample ${voice}`, unknownVoice);
    const { client, engine, model } = order.order;
    const limits = await budget();
    if (!limits.ok) return answerError(response, 503, describeFailure(limits.failure));
    if (response.destroyed) return;
    books.renew(client, limits.value);
    const account = books.join(client);
    const refusal = account.ask(engine, model);
    if (refusal !== undefined) {
      void account.leave();
      const status = refusal.kind === 'budget-spent' ? 402 : 503;
      return answerError(response, status, describeFailure(refusal));
    }
    const ticket = orders.ask(order.order);
    response.on('close', () => ticket.cancel());
    const watched = watchForLate(ticket, request.headers[callHeaders.answerWithin]);
    const outcome = await ticket.outcome.finally(() => {
      watched();
      void account.leave();
    });
    if (outcome.kind === 'failed' && isGone()) {
      return answerError(response, 404, `the sample ${voice} was taken away`, unknownVoice);
    }
    answerSpeech(response, outcome, order, capacityOf(model, dispatcher.slots));
  }

  return (request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '').replace(/(?<=.)\/$/, '');
    const route = routes[`${request.method} ${path}`];
    if (route !== undefined) return route(request, response);
    const voice = request.method === 'DELETE' && /^\/v1\/audio\/voices\/([^/]+)$/.exec(path)?.[1];
    if (voice) return samples.remove(voice.replace(/^sha256%3a/i, 'sha256:'), response);
    answerError(response, 404, `there is no ${request.method} ${path.slice(0, 100)}`);
  };
}

interface ValidOrder {
  order: Order;
  format: 'wav' | 'pcm';
}

function orderOf(
  body: unknown,
  dispatcher: Dispatcher,
  interactive: boolean,
): ValidOrder | { status: number; problem: string } {
  const parsed = SpeechCall.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { status: 400, problem: `"${issue?.path.join('.')}": ${issue?.message}` };
  }
  const call = parsed.data;
  const { stream_format: _streamFormat, ...request } = speechRequest(call, 'en').params;
  const problem = dangerOf(call, request);
  if (problem !== undefined) return { status: 400, problem };
  const slot = slotFor(call.model, dispatcher);
  if ('problem' in slot) return slot;
  const { plan, model } = slot;
  const checked = engineCatalogue.get(plan.engine)?.parseParams(request);
  if (checked?.ok === false) return { status: 400, problem: checked.problem };
  const params = checked?.params ?? request;
  return {
    format: call.response_format,
    order: {
      request: { ...speechRequest(call, 'en'), params },
      engine: plan.engine,
      model,
      client: 'http',
      place: [0],
      interactive,
    },
  };
}

/**
 * Some servers read files and addresses that parameters name, such as `ref_audio`: of texts, none passes but
 * instructions on how to speak.
 */
function dangerOf({ voice, language = '' }: SpeechCall, params: EngineParams): string | undefined {
  const named = { ...(sampleOf(voice) === undefined && { voice }), language };
  const path = Object.entries(named).find(([, value]) => suspect.test(value));
  if (path !== undefined) return `"${path[0]}": it may hold no path and no address`;
  const text = Object.entries(params).find(
    ([name, value]) => typeof value === 'string' && name !== 'instructions',
  );
  return text && `"${text[0]}": of parameters that are texts, only "instructions" is taken`;
}

/** @param capacity What the model's slots can have now. */
function answerSpeech(
  response: ServerResponse,
  outcome: Outcome,
  valid: ValidOrder,
  capacity: Capacity | undefined,
): void {
  if (response.destroyed) return;
  switch (outcome.kind) {
    case 'moved':
      response.setHeader('retry-after', '1');
      answerError(response, 503, 'the gateway hands over to a new one');
      break;
    case 'failed':
      answerFailure(response, outcome.failure);
      break;
    case 'spoken':
      answerAudio(response, outcome, valid, capacity);
      break;
    default:
      outcome satisfies never;
  }
}

function answerFailure(response: ServerResponse, failure: Failure): void {
  const status = statusOf(failure);
  if (status === 503) response.setHeader('retry-after', '1');
  answerError(response, status, wordsFor(failure));
}

function answerAudio(
  response: ServerResponse,
  { spoken, slot }: Outcome & { kind: 'spoken' },
  { format, order }: ValidOrder,
  capacity: Capacity | undefined,
): void {
  const body = format === 'wav' ? encodeWave(spoken) : spoken.pcm;
  response.writeHead(200, {
    'content-type': format === 'wav' ? 'audio/wav' : 'audio/pcm',
    'content-length': body.byteLength,
    ...headersOf(spoken),
    ...(capacity && capacityHeaders(capacity)),
    [speechHeaders.model]: toHeader(order.model),
    [speechHeaders.slot]: toHeader(slot),
    [speechHeaders.seed]: order.request.seed,
    [speechHeaders.truncated]: 'false',
  });
  response.end(body);
}

/** Whoever calls over HTTP has no book to correct: what was found is enough where the call is wrong. */
function wordsFor(failure: Failure): string {
  return failure.kind === 'bad-request' ? failure.found : describeFailure(failure);
}

function statusOf({ kind }: Failure): number {
  if (kind === 'bad-request') return 400;
  if (kind === 'budget-spent') return 402;
  return kind === 'speech-failed' ? 422 : 503;
}

function modelsOf({ slots }: Dispatcher): unknown {
  const engines = [...new Set(slots.map(({ plan }) => plan.engine))];
  const data = engines.map((id) => ({ id, object: 'model', created: 0, owned_by: 'audiobook' }));
  return { object: 'list', data };
}

/** The voices of embedded engines; those of other servers are theirs to list. */
function voicesOf({ slots }: Dispatcher): object[] {
  const engines = [...new Set(slots.map(({ plan }) => plan.engine))];
  return engines.flatMap((engine) =>
    (engineCatalogue.get(engine)?.presets() ?? []).map((id) => ({ id, name: id, engine })),
  );
}
