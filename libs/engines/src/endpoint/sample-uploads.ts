/** The samples that a server was given: each once, however many segments want it at the same time. */

import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { DialectSamples, SampleUse } from './dialect-samples.ts';
import type { EndpointLimits } from './endpoint-limits.ts';
import type { EndpointServer } from './endpoint-server.ts';
import { serverMessage } from './server-message.ts';

/** A sample that a server has. */
export interface GivenSample {
  /** What it is called there. */
  name: string;
  digest: string;
}

/** Remembers which samples servers have, in case that this process is killed before it deletes them. */
export interface GivenSamples {
  /** What processes that run no more have left on a server. */
  left(server: string): GivenSample[];
  add(server: string, sample: GivenSample): void;
  remove(server: string, name: string): void;
}

/** Where samples come from. */
export interface SampleSource {
  /** A short word of letters and digits, by which those with the same samples are told apart. */
  readonly owner: string;
  /** The sample's bytes, checked against the digest. */
  read(digest: string): Promise<Result<Buffer>>;
  /** Not needed for servers that end with whoever gives samples to them. */
  readonly given?: GivenSamples;
}

/** A sample that is there, or was when it was last looked at. */
export interface Uploaded {
  name: string;
  upload: Upload;
}

interface Upload {
  digest: string;
  outcome: Promise<Result<undefined>>;
}

export interface SampleUploadsOptions {
  server: EndpointServer;
  samples: DialectSamples;
  source: SampleSource;
  limits: EndpointLimits;
  /** Aborted when the engine is closed. */
  closing: AbortSignal;
}

/** What servers say of a sample that they can't use, and of samples where they use none. */
const verdicts: readonly number[] = [400, 413, 415, 422, 501];
/** Bytes of an answer to an upload. */
const longestAnswer = 65_536;

export class SampleUploads {
  readonly #options: SampleUploadsOptions;
  readonly #uploads = new Map<string, Upload>();
  #forgetting: Promise<unknown> = Promise.resolve();

  constructor(options: SampleUploadsOptions) {
    this.#options = options;
    const { source, server } = options;
    for (const { name, digest } of source.given?.left(server.place) ?? []) {
      source.given?.add(server.place, { name, digest });
      this.#uploads.set(name, { digest, outcome: Promise.resolve(ok()) });
    }
  }

  /**
   * Sees that the server has a sample, and gives its name there.
   *
   * Fails with `bad-request` where the server does not take this sample, with what the source says of one
   * that it can't give, and with `engine-failed` where the server fails.
   *
   * @param lost What was given before, and has turned out not to be there.
   */
  async ensure(use: SampleUse, lost?: Uploaded): Promise<Result<Uploaded>> {
    await this.#forgetting;
    const name = this.#options.samples.name(use);
    const known = this.#uploads.get(name);
    const upload = known === undefined || known === lost?.upload ? this.#begin(name, use) : known;
    const there = await upload.outcome;
    return there.ok ? ok({ name, upload }) : there;
  }

  /** Deletes the samples that `chosen` says. Gives why some are still there. */
  async forget(chosen: (digest: string) => boolean): Promise<Failure[]> {
    const forgetting = this.#forgetting.then(() => this.#forgetAll(chosen));
    this.#forgetting = forgetting;
    return forgetting;
  }

  #begin(name: string, use: SampleUse): Upload {
    const outcome = this.#upload(name, use);
    const upload = { digest: use.digest, outcome };
    this.#uploads.set(name, upload);
    // Whoever asks next tries again.
    const drop = () => this.#uploads.get(name) === upload && this.#uploads.delete(name);
    outcome.then((there) => there.ok || drop(), drop);
    return upload;
  }

  async #upload(name: string, use: SampleUse): Promise<Result<undefined>> {
    const { server, samples, source, limits, closing } = this.#options;
    const bytes = await source.read(use.digest);
    if (!bytes.ok) return bytes;
    const doing = `giving ${server.shown} the sample ${use.digest.slice(0, 12)}…`;
    const { route, ...file } = await samples.upload(name, bytes.value, use);
    source.given?.add(server.place, { name, digest: use.digest });
    const answer = await server.ask({
      ...{ route, file, doing, longestAnswer, speaks: false, signals: [closing] },
      limits: { connectMs: limits.connectMs, answerMs: limits.answerMs },
      accepts: ({ status }) => status === samples.alreadyThere || verdicts.includes(status),
    });
    if (!answer.ok) return answer;
    const { status, body, secret } = answer.value;
    if (!verdicts.includes(status)) return ok();
    source.given?.remove(server.place, name);
    const message = serverMessage(body, secret);
    return fail({
      kind: 'bad-request',
      doing,
      found: `it does not take the voice’s sample: it answered ${status}${message && `: ${message}`}`,
      remedy: 'cast a voice with another sample, or of an engine that speaks with samples',
    });
  }

  async #forgetAll(chosen: (digest: string) => boolean): Promise<Failure[]> {
    const named = [...this.#uploads].filter(([, { digest }]) => chosen(digest));
    const failures = await Promise.all(named.map(([name, upload]) => this.#forget(name, upload)));
    return failures.filter((failure) => failure !== undefined);
  }

  async #forget(name: string, { outcome }: Upload): Promise<Failure | undefined> {
    const { server, samples, source, limits, closing } = this.#options;
    if (!(await outcome).ok) return undefined;
    const route = samples.route(name);
    const doing = `deleting a sample from ${server.shown}`;
    const answer = await server.ask({
      ...{ route, method: 'DELETE', doing, longestAnswer, speaks: false, signals: [closing] },
      limits: { connectMs: limits.connectMs, answerMs: limits.probeMs },
      accepts: ({ status }) => status === 404,
    });
    if (answer.ok) {
      this.#uploads.delete(name);
      source.given?.remove(server.place, name);
      return undefined;
    }
    const found = 'found' in answer.failure ? answer.failure.found : 'it was stopped';
    const remedy = `Delete it there by hand: curl -X DELETE ${server.addressOf(route)}`;
    return { kind: 'engine-failed', doing, found, remedy };
  }
}
