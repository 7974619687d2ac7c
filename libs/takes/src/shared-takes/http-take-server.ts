import { setTimeout as delay } from 'node:timers/promises';
import { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { retrySeconds } from '@audiobook/model/retry-after';
import { z } from 'zod';
import { decodeTakeFile, encodeTakeFile, largestTakeFile } from '../take-file.ts';
import type { HeldTakes, TakeServer } from './take-server.ts';

export interface HttpTakeServerOptions {
  url: string;
  /** Read for each request, so that a new token counts at once. */
  token(): Promise<Result<string>>;
  /** Told, as the user reads it, that somebody waits for it. */
  onWait?: (message: string) => void;
  /** Waits before further attempts, in seconds. */
  waits?: readonly number[];
  /** Longest time of one request, in milliseconds. */
  timeoutMs?: number;
}

/** A server may be restarting. */
const usualWaits = [1, 4, 15];

/** The largest take at 2.5 MB a second. */
const usualTimeout = 120_000;

/** The most keys of one question; the server takes no more. */
const mostKeys = 10_000;

/** A list of so many keys, and more than a message of an error has, in bytes. */
const largestAnswer = 2 ** 20;

const Held = z.object({ keys: z.array(TakeKey), writable: z.boolean() });

const Problem = z.object({ error: z.object({ message: z.string() }) });

/** An answer that says something of what was asked, and not that it should be asked again. */
interface Answer {
  status: number;
  body: Buffer;
  writer: string | undefined;
}

/** Shared takes of a cache server, over HTTP: see tools/cache-server. */
export function httpTakeServer(options: HttpTakeServerOptions): TakeServer {
  const { url } = options;
  const ask = (request: Request) => askAgain(request, options);
  return {
    name: url,
    async which(keys, signal) {
      const held: HeldTakes = { keys: new Set(), writable: false };
      for (const some of chunks([...keys])) {
        const doing = `asking ${url} which takes it has`;
        const body = Buffer.from(JSON.stringify({ keys: some }));
        const answer = await ask({ method: 'POST', path: '/v1/takes/which', body, doing, signal });
        if (!answer.ok) return answer;
        const said = heldIn(answer.value);
        if (said === undefined) return fail(strange(doing, answer.value));
        for (const key of said.keys) held.keys.add(key);
        held.writable = said.writable;
      }
      return ok(held);
    },
    async get(key, signal) {
      const doing = `fetching the take ${key} from ${url}`;
      const answer = await ask({ method: 'GET', path: `/v1/takes/${key}`, doing, signal });
      if (!answer.ok) return answer;
      const { status, body, writer } = answer.value;
      if (status === 404) return ok(undefined);
      if (status !== 200) return fail(strange(doing, answer.value));
      const decoded = decodeTakeFile(body, key);
      if (!decoded.sound && decoded.newer) return fail(newer(doing, decoded.reason));
      // What is damaged there is missing, as it is in a store.
      if (!decoded.sound) return ok(undefined);
      const { take } = decoded;
      const provenance = { ...take.provenance, writer: writer ?? 'unknown' };
      return ok({ ...take, pcm: aligned(take.pcm), provenance });
    },
    async put(take, signal) {
      const doing = `sharing the take ${take.key} at ${url}`;
      const { writer: _writer, ...provenance } = take.provenance;
      const body = encodeTakeFile({ ...take, provenance });
      const path = `/v1/takes/${take.key}`;
      const answer = await ask({ method: 'PUT', path, body, doing, signal });
      if (!answer.ok) return answer;
      const { status } = answer.value;
      if (status === 200 || status === 201) return ok({});
      // That is about this take alone.
      const isRefused = status === 400 || status === 413;
      if (!isRefused) return fail(strange(doing, answer.value));
      return ok({ refused: `${take.key}: ${foundOf(answer.value)}` });
    },
  };
}

interface Request {
  method: string;
  path: string;
  body?: Buffer;
  doing: string;
  signal: AbortSignal;
}

/** Asks again while that may help: where nobody answers, and where the server is busy or broken. */
async function askAgain(request: Request, options: HttpTakeServerOptions): Promise<Result<Answer>> {
  const { waits = usualWaits } = options;
  for (let tries = 0; ; tries++) {
    const attempt = await askOnce(request, options);
    if (request.signal.aborted) return fail({ kind: 'cancelled', doing: request.doing });
    const wait = waits[tries];
    if (!('later' in attempt)) return attempt;
    if (wait === undefined) return fail(attempt.later);
    const found = 'found' in attempt.later ? attempt.later.found : '';
    if (tries === 0) options.onWait?.(`${options.url} is asked again for a while: ${found}`);
    const pause = Math.max(wait, attempt.seconds ?? 0) * (1 + Math.random() / 5) * 1_000;
    await delay(pause, undefined, { signal: request.signal }).catch(() => undefined);
  }
}

type Attempt = Result<Answer> | { later: Failure; seconds?: number | undefined };

async function askOnce(
  { method, path, body, doing, signal }: Request,
  { url, token, timeoutMs = usualTimeout }: HttpTakeServerOptions,
): Promise<Attempt> {
  const secret = await token();
  if (!secret.ok) return secret;
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      ...(body && { body: new Uint8Array(body) }),
      headers: {
        authorization: `Bearer ${secret.value}`,
        ...(body && { 'content-type': method === 'PUT' ? 'audio/wav' : 'application/json' }),
      },
      // A token is for the server that it was given for.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const answer: Answer = {
      status: response.status,
      writer: decoded(response.headers.get('x-audiobook-writer')),
      body: await readAtMost(response, method === 'GET' ? largestTakeFile : largestAnswer),
    };
    if (response.status < 500 && response.status !== 429) return ok(answer);
    if (response.status === 507) return fail(strange(doing, answer));
    const seconds = retrySeconds(response.headers.get('retry-after') ?? undefined);
    return { later: strange(doing, answer), seconds };
  } catch (error) {
    return { later: unreachable(doing, error as Error) };
  }
}

/** Reads a body; more than it may have is an error. */
async function readAtMost(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) throw new Error(`its answer has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function heldIn({ status, body }: Answer): HeldTakes | undefined {
  if (status !== 200) return undefined;
  try {
    const { keys, writable } = Held.parse(JSON.parse(body.toString()));
    return { keys: new Set(keys), writable };
  } catch {
    return undefined;
  }
}

function chunks(keys: readonly TakeKey[]): TakeKey[][] {
  const count = Math.max(1, Math.ceil(keys.length / mostKeys));
  return Array.from({ length: count }, (_, at) => keys.slice(at * mostKeys, (at + 1) * mostKeys));
}

/** 16-bit samples are read where their address is even. */
function aligned(pcm: Uint8Array): Uint8Array {
  return pcm.byteOffset % 2 === 0 ? pcm : new Uint8Array(pcm);
}

function decoded(header: string | null): string | undefined {
  if (header === null) return undefined;
  try {
    return decodeURIComponent(header).slice(0, 200);
  } catch {
    return header.slice(0, 200);
  }
}

function newer(doing: string, reason: string): Failure {
  const found = `there is a take, and this clone can’t read it: ${reason}`;
  return { kind: 'bad-request', doing, found, remedy: `Update this clone. ${off}` };
}

function unreachable(doing: string, error: Error): Failure {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const found =
    error.name === 'TimeoutError' ? 'it did not answer in time' : `${error.message}${cause}`;
  return { kind: 'bad-request', doing, found, remedy: `Start it, or correct its address. ${off}` };
}

function strange(doing: string, answer: Answer): Failure {
  const remedy = `${remedyFor(answer.status)} ${off}`;
  return { kind: 'bad-request', doing, found: foundOf(answer), remedy };
}

function foundOf({ status, body }: Answer): string {
  const said = messageOf(body);
  return `it answers ${status}${said === undefined ? '' : `: ${said}`}`;
}

/** Nx's own cache is likely there, too, and ends a run that can't ask it. */
const off =
  'To go on without it: AUDIOBOOK_SHARED_TAKES=off NX_SKIP_REMOTE_CACHE=true before the same command.';

function remedyFor(status: number): string {
  switch (status) {
    case 401:
      return 'Give it a token that holds: npx nx run cache-server:token makes one.';
    case 403:
      return 'Its token may not do that: ask whoever runs the server for another.';
    case 404:
      return 'Look at the address: no server of shared takes is there.';
    case 507:
      return 'Make room at the server.';
    default:
      return 'Look at the server’s log.';
  }
}

/** What the server says of an error, on one line. */
function messageOf(body: Buffer): string | undefined {
  const text = body.toString('utf8', 0, 2_000);
  let message = text;
  try {
    message = Problem.parse(JSON.parse(text)).error.message;
  } catch {
    if (text.startsWith('<')) return undefined;
  }
  const line = message.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line === '' ? undefined : line.slice(0, 300);
}
