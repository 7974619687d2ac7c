import { setMaxListeners } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Budget } from '@audiobook/model/workspace-settings';
import { excerpt } from '../excerpt.ts';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '../speech-engine.ts';
import type { ChapterWork } from './chapter-work.ts';
import type { GatewayLink } from './gateway-link.ts';
import { ClientMessage, type GatewayMessage } from './gateway-messages.ts';
import { gatewayPlace } from './gateway-place.ts';
import { reachGateway } from './reach-gateway.ts';
import { stoppedByUser, wasStopped } from './stopped-runs.ts';

export interface GatewayClientOptions {
  workspace: string;
  /** The Nx run; the segments of two runs take turns. */
  run: string;
  /** The book that is charged with what is spoken. */
  book?: string | undefined;
  /** What may be spent. */
  budget?: Budget | undefined;
  /** The chapter's place in the run. Without one, somebody listens, and is served before all others. */
  place?: number;
  /** What the run has to speak, chapter by chapter; asked for when the gateway does not know yet. */
  plan?: () => Promise<ChapterWork[]>;
  /** Told every second how far the run has come. */
  onProgress?: (progress: RunProgressMessage) => void;
  /** Told why nothing is spoken at the moment, and that it goes on. */
  onNotice?: (message: string) => void;
}

export type RunProgressMessage = GatewayMessage & { kind: 'progress' };
type SpokenMessage = GatewayMessage & { kind: 'spoken' };

interface Asked {
  message: ClientMessage & { kind: 'speak' };
  /** The gateway that has it; undefined while none has. */
  link: GatewayLink | undefined;
  settle: (result: Result<SpokenSegment>) => void;
}

/** So often in a row the gateway may be lost before a segment is spoken. */
const mostLosses = 5;
/** Far more than anybody asks for at once: the gateway itself hands them to its slots. */
const concurrency = 100_000;

/**
 * A client of this workspace's gateway, which is started when the first segment is asked for.
 *
 * When the gateway dies or hands over, what is not spoken is asked of the next one.
 */
export class GatewayClient {
  readonly #options: GatewayClientOptions;
  readonly #asked = new Map<number, Asked>();
  readonly #closing = new AbortController();
  #chapter: ChapterWork | undefined;
  #link: Promise<Result<GatewayLink>> | undefined;
  /** What `#link` came to. */
  #current: GatewayLink | undefined;
  /** All gateways that may still answer: those that hand over end what they have under way. */
  readonly #links = new Set<GatewayLink>();
  #isHeld = false;
  #nextId = 0;
  #losses = 0;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
  }

  /** Says what of the chapter has to be spoken, for whoever looks on. */
  begin(chapter: ChapterWork): void {
    this.#chapter = { ...chapter };
  }

  /** Speaks with one engine's model, on whichever slots have it. */
  engine(name: string, model: string): SpeechEngine {
    return {
      name,
      concurrency,
      identity: async () => ok(model),
      speak: (request, signal) => this.#speak({ engine: name, model, request }, signal),
      hold: (isHeld) => this.#hold(isHeld),
      close: async () => undefined,
    };
  }

  /** Says how the chapter ended, and leaves; what it cost is in the ledger then, unless the gateway hangs. */
  async close(state: 'done' | 'failed' | 'left'): Promise<void> {
    this.#closing.abort();
    for (const { message } of this.#asked.values()) this.#settle(message.id, cancelled(message));
    const link = await this.#link;
    if (link?.ok !== true) return;
    await link.value.leave(state);
  }

  #speak(
    what: { engine: string; model: string; request: SpeechRequest },
    signal: AbortSignal,
  ): Promise<Result<SpokenSegment>> {
    const id = this.#nextId++;
    const { place } = this.#options;
    const message = {
      ...{ kind: 'speak' as const, id, ...what },
      place: [place ?? 0, id],
      interactive: place === undefined,
    };
    if (signal.aborted || this.#closing.signal.aborted) return Promise.resolve(cancelled(message));
    // The gateway would take it for no message at all.
    const problem = ClientMessage.safeParse(message).error?.issues[0];
    if (problem !== undefined) return Promise.resolve(fail(unaskable(message, problem)));
    const { promise, resolve } = Promise.withResolvers<Result<SpokenSegment>>();
    const asked: Asked = { message, link: undefined, settle: resolve };
    const abort = () => {
      asked.link?.send({ kind: 'cancel', id });
      this.#settle(id, cancelled(message));
    };
    // One listener for each segment of a chapter is no leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort, { once: true });
    this.#asked.set(id, asked);
    void this.#ask(asked);
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  async #ask(asked: Asked): Promise<void> {
    this.#link ??= this.#open();
    const link = await this.#link;
    const { id } = asked.message;
    if (!this.#asked.has(id)) return;
    if (!link.ok) {
      this.#settle(id, link);
      return;
    }
    asked.link = link.value;
    link.value.send(asked.message);
  }

  async #open(): Promise<Result<GatewayLink>> {
    const { workspace, run, book, budget } = this.#options;
    const place = gatewayPlace(workspace);
    if (!place.ok) return place;
    if (await wasStopped(place.value, run)) return fail(stoppedByUser);
    const reached = await reachGateway(place.value, this.#closing.signal);
    if (!reached.ok) return reached;
    const link = reached.value;
    this.#current = link;
    this.#links.add(link);
    link.listen({
      message: (message, body) => this.#take(link, message, body),
      closed: () => this.#lost(link),
    });
    if (this.#isHeld) link.hold(true);
    link.send({
      kind: 'hello',
      run,
      ...(this.#chapter && { chapter: this.#chapter }),
      ...(book !== undefined && { book }),
      ...(budget !== undefined && { budget }),
    });
    return reached;
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    for (const link of this.#links) link.hold(isHeld);
  }

  #take(link: GatewayLink, message: GatewayMessage, body: Uint8Array): void {
    switch (message.kind) {
      case 'welcome':
        if (message.planWanted) void this.#tellPlan(link);
        return;
      case 'spoken':
        this.#spoken(link, message, body);
        return;
      case 'failed':
        this.#losses = 0;
        this.#settle(message.id, fail(message.failure));
        return;
      case 'moved':
        this.#moved(link, message.id);
        return;
      case 'progress':
        this.#options.onProgress?.(message);
        return;
      case 'alive':
        return;
      case 'notice':
        this.#options.onNotice?.(message.message);
        return;
      default:
        message satisfies never;
    }
  }

  async #tellPlan(link: GatewayLink): Promise<void> {
    const chapters = await this.#options.plan?.();
    if (chapters !== undefined) link.send({ kind: 'plan', chapters });
  }

  #spoken(link: GatewayLink, message: SpokenMessage, body: Uint8Array): void {
    const { id, sampleRate, generationSeconds, implementation, shared, file } = message;
    const pcm = file === undefined ? body : takeFile(file);
    if (pcm === undefined) {
      // The gateway and its files have gone meanwhile: the next one is asked.
      link.drop();
      return;
    }
    if (file !== undefined) link.send({ kind: 'read', id });
    this.#losses = 0;
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (this.#chapter !== undefined) {
      this.#chapter.done++;
      this.#chapter.characters -= asked.message.request.spoken.length;
    }
    const spoken = { sampleRate, pcm, generationSeconds, implementation };
    this.#settle(id, ok({ ...spoken, ...(shared && { shared }) }));
  }

  /** The old gateway ends what it has under way; this segment is asked of the next. */
  #moved(link: GatewayLink, id: number): void {
    this.#leave(link);
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    asked.link = undefined;
    void this.#ask(asked);
  }

  #lost(link: GatewayLink): void {
    this.#links.delete(link);
    this.#leave(link);
    const asked = [...this.#asked.values()].filter((one) => one.link === link);
    if (asked.length === 0 || this.#closing.signal.aborted) return;
    this.#losses++;
    for (const one of asked) {
      one.link = undefined;
      if (this.#losses < mostLosses) void this.#ask(one);
      else this.#settle(one.message.id, fail(lostTooOften(this.#options.workspace)));
    }
  }

  /** Further segments are asked of the next gateway. */
  #leave(link: GatewayLink): void {
    if (this.#current === link) {
      this.#current = undefined;
      this.#link = undefined;
    }
  }

  #settle(id: number, result: Result<SpokenSegment>): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.settle(result);
  }
}

/** Reads and removes a file; undefined when it is not there. */
function takeFile(path: string): Uint8Array | undefined {
  try {
    const bytes = readFileSync(path);
    rmSync(path, { force: true });
    return bytes;
  } catch {
    return undefined;
  }
}

function cancelled({ request }: { request: SpeechRequest }): Result<never> {
  return fail({ kind: 'cancelled', doing: `speaking “${excerpt(request.spoken)}”` });
}

function unaskable(
  { request }: { request: SpeechRequest },
  { path, message }: { path: PropertyKey[]; message: string },
): Failure {
  return {
    kind: 'speech-failed',
    doing: `asking for “${excerpt(request.spoken)}”`,
    reasons: [`${path.at(-1)?.toString()}: ${message}`],
    remedy: 'Give the segment another wording in corrections.json ("spoken"), and run again.',
  };
}

function lostTooOften(workspace: string): Failure {
  return {
    kind: 'engine-failed',
    doing: 'speaking',
    found: `the gateway ended ${mostLosses} times in a row before it had spoken a segment`,
    remedy: `See ${workspace}/.audiobook/gateway.log, and run the same command again to go on.`,
  };
}
