import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';

export interface S3Place {
  endpoint: string;
  bucket: string;
  region: string;
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** What is sent along: a file from some byte on, or a text. */
export type S3Body =
  | { path: string; start: number; bytes: number; sha256: string }
  | { text: string };

export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Behind the prefix; letters, digits and `/ . _ ~ -`. Empty for the bucket. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: S3Body;
}

/** What a service answered that it was not expected to; `message` is for people. */
export class S3Error extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const emptyHash = hash('sha256', '');
/** Without a byte in or out for so long a call is given up, in milliseconds. */
const silenceMs = 60_000;
/** Between attempts, in milliseconds: for what passes, such as a service that wants less at a time. */
const pausesMs = [200, 1_000];
const passing = new Set([409, 429, 500, 502, 503, 504]);

/** Calls of Amazon's S3 REST API (2006-03-01) as all compatible stores know them, signed (SigV4), bodies streamed. */
export class S3Client {
  readonly place: S3Place;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(place: S3Place) {
    this.place = place;
    const options = { keepAlive: true, maxSockets: 64 };
    this.#agent = place.endpoint.startsWith('https:')
      ? new HttpsAgent(options)
      : new HttpAgent(options);
  }

  /**
   * Returns the answer, whose body the caller reads or destroys. Tries again where that can help; rejects with
   * `S3Error` for every status but 2xx and those that are `expected`.
   */
  async call(call: S3Call, expected: readonly number[] = []): Promise<IncomingMessage> {
    for (let attempt = 0; ; attempt++) {
      const pause = pausesMs[attempt];
      const answer = await this.#try(call).catch((error: Error) => {
        if (pause === undefined)
          throw new S3Error(0, `no answer of ${this.place.endpoint}: ${error.message}`);
        return undefined;
      });
      const status = answer?.statusCode ?? 0;
      if (answer && ((status >= 200 && status < 300) || expected.includes(status))) return answer;
      if (answer && (pause === undefined || !passing.has(status)))
        throw await errorOf(answer, call);
      answer?.destroy();
      await delay(pause);
    }
  }

  /** The same where only the status and the headers matter. */
  async ask(call: S3Call, expected: readonly number[] = []): Promise<IncomingMessage> {
    const answer = await this.call(call, expected);
    await drain(answer);
    return answer;
  }

  /** The same for an answer that is a text. */
  async text(call: S3Call): Promise<string> {
    return await textOf(await this.call(call));
  }

  async #try(call: S3Call): Promise<IncomingMessage> {
    const { body } = call;
    const signed = await this.#sign(call);
    const send = signed.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const length = lengthOf(body);
    const request = send(signed.url, {
      method: call.method,
      agent: this.#agent,
      headers: {
        ...Object.fromEntries(signed.headers),
        ...(call.method === 'PUT' && { 'content-length': String(length) }),
      },
    });
    request.setTimeout(silenceMs, () => request.destroy(new Error('it says nothing for a minute')));
    // Behind the answer nobody waits for these any more.
    request.on('error', () => undefined);
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    if (body === undefined || 'text' in body) request.end(body?.text);
    else if (body.bytes === 0) request.end();
    else {
      const file = createReadStream(body.path, {
        start: body.start,
        end: body.start + body.bytes - 1,
      });
      // A refusal comes before all is sent, and is the better word on what is wrong.
      pipeline(file, request).catch(() => undefined);
    }
    const [answer] = await answered;
    answer.on('error', () => undefined);
    return answer;
  }

  async #sign({ method, key = '', query = {}, headers = {}, body }: S3Call) {
    const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = this.place;
    const url = new URL(`${endpoint.replace(/\/$/, '')}/${bucket}${key && `/${prefix}${key}`}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sha256 =
      body === undefined ? emptyHash : 'text' in body ? hash('sha256', body.text) : body.sha256;
    return await new AwsV4Signer({
      ...{ method, url: url.href, region, accessKeyId, secretAccessKey, service: 's3' },
      headers: { ...headers, 'x-amz-content-sha256': sha256 },
    }).sign();
  }
}

function lengthOf(body: S3Body | undefined): number {
  if (body === undefined) return 0;
  return 'text' in body ? Buffer.byteLength(body.text) : body.bytes;
}

async function errorOf(answer: IncomingMessage, { method, key = '' }: S3Call): Promise<S3Error> {
  const text = await textOf(answer).catch(() => '');
  const [code, message] = ['Code', 'Message'].map(
    (name) => new RegExp(`<${name}>([^<]{1,200})</${name}>`).exec(text)?.[1],
  );
  const said = [code, message].filter((one) => one !== undefined).join(': ');
  const status = answer.statusCode ?? 0;
  return new S3Error(
    status,
    `${method} ${key || 'bucket'} was answered with ${status}${said && `, ${said}`}`,
  );
}

async function textOf(answer: IncomingMessage): Promise<string> {
  return Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>)).toString();
}

async function drain(answer: IncomingMessage): Promise<void> {
  answer.resume();
  if (!answer.readableEnded) await once(answer, 'close');
}
