import { once } from 'node:events';
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { encodeHead, FrameReader } from '@audiobook/engines/frames';
import {
  ClientMessage,
  type GatewayMessage,
  longestFrame,
} from '@audiobook/engines/gateway/gateway-messages';
import type { RunStatus } from '@audiobook/engines/gateway/gateway-status';
import { bytesOf, isThere } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import type { Outcome } from './job.ts';
import type { Account, Bookkeeping } from './ledger/bookkeeping.ts';
import type { Participant, RunProgress } from './run-progress.ts';
import type { SharedOrders, Ticket } from './shared-orders.ts';
import { sum } from './sum.ts';

type SpeakMessage = ClientMessage & { kind: 'speak' };

/** What a session needs of the gateway. */
export interface SessionSurroundings {
  orders: SharedOrders;
  progress: RunProgress;
  books: Pick<Bookkeeping, 'join'>;
  /** A folder that is not there yet, for files of which the client is told. */
  folder: string;
}

/** Why a slot can't speak. */
export interface Hindrance {
  slot: string;
  trouble: string;
  /** It was started for a run, and is not ready yet. */
  isLoading: boolean;
}

/** With a slot that loads for longer, something may be wrong, in milliseconds. */
const usualLoadMs = 60_000;

/** Speech that a client has not read yet, in bytes: with more, nothing further is spoken for it. */
const mostUnread = 32 * 2 ** 20;
const cleanedAway: Failure = {
  kind: 'engine-failed',
  doing: 'handing on what was spoken',
  found: 'its file in the user’s runtime folder is gone',
  remedy: 'See what cleans that folder, and run the same command again to go on.',
};
/** A client may have so many segments waiting. */
const mostWaiting = 200_000;

/**
 * One client of the gateway, such as a chapter's task: it says what is to be spoken, and gets each
 * segment as soon as it is.
 */
export class ClientSession {
  readonly #socket: Duplex;
  readonly #surroundings: SessionSurroundings;
  readonly #frames = new FrameReader(longestFrame);
  readonly #tickets = new Map<number, Ticket>();
  /** Bytes of files that the client was told of, by segment. */
  readonly #unread = new Map<number, number>();
  #run: string | undefined;
  #participant: Participant | undefined;
  #book: string | undefined;
  #account: Account | undefined;
  #ended: 'done' | 'failed' | 'left' = 'left';
  #holding = false;
  /** Why it waits, as far as it was told. */
  readonly #reasons = new Set<string>();
  /** Since when slots load for it, or try to again and again, in milliseconds of `performance.now()`. */
  readonly #loading = new Map<string, number>();

  constructor(socket: Duplex, surroundings: SessionSurroundings) {
    this.#socket = socket;
    this.#surroundings = surroundings;
    socket.on('data', (piece: Buffer) => this.#read(piece));
    socket.on('drain', () => this.#holdOrNot());
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.on('close', () => void this.#leave());
  }

  get run(): string | undefined {
    return this.#run;
  }

  tell(run: RunStatus, slotsBusy: number, slots: number): void {
    // A client that does not keep up has enough to read.
    if (this.#socket.writableLength === 0) this.#send({ kind: 'progress', run, slotsBusy, slots });
  }

  alive(): void {
    if (this.#socket.writableLength === 0) this.#send({ kind: 'alive' });
  }

  notice(message: string): void {
    this.#send({ kind: 'notice', message });
  }

  /** Says why nothing is spoken for it at the moment, each reason once, and once that it goes on. */
  wait(hindrances: readonly Hindrance[] | undefined): void {
    if (hindrances === undefined) {
      if (this.#reasons.size > 0) this.notice('A slot is back: speaking goes on.');
      this.#reasons.clear();
      this.#loading.clear();
      return;
    }
    const now = performance.now();
    const loading = hindrances.flatMap(({ slot, isLoading }) => (isLoading ? slot : []));
    const fresh = loading.filter((slot) => !this.#loading.has(slot));
    if (fresh.length > 0) this.notice(`Loading: ${fresh.join(', ')}.`);
    for (const slot of fresh) this.#loading.set(slot, now);
    const loadsLong = (slot: string) => now - (this.#loading.get(slot) ?? now) > usualLoadMs;
    // A port, or how far loading is, makes no other reason.
    const reasonOf = ({ slot, trouble }: Hindrance) => `${slot}: ${trouble}`.replace(/\d+/g, '0');
    const news = hindrances.filter(
      (one) => (!one.isLoading || loadsLong(one.slot)) && !this.#reasons.has(reasonOf(one)),
    );
    if (news.length === 0) return;
    const beginning =
      this.#reasons.size === 0
        ? 'No slot can speak at the moment; what is left waits until one is back.'
        : 'Still no slot can speak.';
    for (const one of news) this.#reasons.add(reasonOf(one));
    this.notice([beginning, ...news.map(({ slot, trouble }) => `${slot}: ${trouble}`)].join('\n'));
  }

  /** Ends the connection behind all that was sent; settled when the client has it, or is gone. */
  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.end();
    await closed;
  }

  #read(piece: Buffer): void {
    for (const message of this.#messagesOf(piece)) this.#take(message);
  }

  #messagesOf(piece: Buffer): ClientMessage[] {
    try {
      return this.#frames.push(piece).map(({ head }) => ClientMessage.parse(head));
    } catch (error) {
      // Not one of ours, or of a version that speaks otherwise: it is told by the end.
      console.error(`a client's message: ${(error as Error).message}`);
      this.#socket.destroy();
      return [];
    }
  }

  #take(message: ClientMessage): void {
    switch (message.kind) {
      case 'hello':
        this.#hello(message);
        return;
      case 'plan':
        this.#surroundings.progress.plan(this.#run ?? '', message.chapters);
        return;
      case 'speak':
        this.#speak(message);
        return;
      case 'cancel':
        this.#tickets.get(message.id)?.cancel();
        this.#tickets.delete(message.id);
        return;
      case 'read':
        this.#unread.delete(message.id);
        this.#holdOrNot();
        return;
      case 'bye':
        this.#ended = message.state;
        // The end of the connection tells the client that its books are closed.
        void this.#leave().then(() => this.#socket.end());
        return;
      default:
        message satisfies never;
    }
  }

  #hello({ run, chapter, book, budget }: ClientMessage & { kind: 'hello' }): void {
    const { progress, books } = this.#surroundings;
    void this.#account?.leave();
    this.#account = books.join(run, book, budget);
    this.#book = book;
    const planWanted = chapter !== undefined && progress.isPlanWanted(run);
    this.#run = run;
    this.#participant = chapter && progress.join(run, chapter);
    this.#send({ kind: 'welcome', planWanted });
  }

  #speak({ kind: _kind, id, ...order }: SpeakMessage): void {
    if (this.#run === undefined || this.#tickets.size >= mostWaiting || this.#tickets.has(id)) {
      this.#socket.destroy();
      return;
    }
    const refusal = this.#account?.ask(order.engine, order.model);
    if (refusal !== undefined) {
      this.#answer(id, 0, { kind: 'failed', failure: refusal });
      return;
    }
    const whose = { client: this.#run, book: this.#book };
    const ticket = this.#surroundings.orders.ask({ ...order, ...whose });
    this.#tickets.set(id, ticket);
    if (this.#holding) ticket.hold();
    void ticket.outcome.then((outcome) => {
      // A ticket that was given back is nobody's any more.
      if (this.#tickets.delete(id)) this.#answer(id, order.request.spoken.length, outcome);
    });
  }

  #answer(id: number, characters: number, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'spoken': {
        const { sampleRate } = outcome.spoken;
        this.#participant?.spoken(characters, bytesOf(outcome.spoken) / 2 / sampleRate);
        this.#deliver(id, outcome);
        return;
      }
      case 'failed':
        if (outcome.failure.kind !== 'budget-spent') this.#participant?.failed();
        this.#send({ kind: 'failed', id, failure: outcome.failure });
        return;
      case 'moved':
        this.#send({ kind: 'moved', id });
        return;
      default:
        outcome satisfies never;
    }
  }

  /** A file is linked for this client alone, so that it is there until the client has read it. */
  #deliver(id: number, { spoken, shared }: Outcome & { kind: 'spoken' }): void {
    const { sampleRate, generationSeconds, implementation, file } = spoken;
    const message = {
      ...{ kind: 'spoken' as const, id, sampleRate, generationSeconds, implementation },
      ...(shared && { shared }),
    };
    const own = file && this.#link(id, file.path);
    if (file !== undefined && own !== undefined) {
      this.#unread.set(id, file.bytes);
      this.#send({ ...message, file: own });
    } else if (isThere(spoken)) this.#send(message, spoken.pcm);
    else this.#send({ kind: 'failed', id, failure: cleanedAway });
  }

  /** Undefined where the disk has no links. */
  #link(id: number, path: string): string | undefined {
    const own = join(this.#surroundings.folder, String(id));
    try {
      if (this.#unread.size === 0) mkdirSync(this.#surroundings.folder, { recursive: true });
      linkSync(path, own);
      return own;
    } catch {
      return undefined;
    }
  }

  #send(message: GatewayMessage, body: Uint8Array = new Uint8Array()): void {
    if (this.#socket.destroyed) return;
    this.#socket.cork();
    this.#socket.write(encodeHead(message, body.byteLength));
    if (body.byteLength > 0) this.#socket.write(body);
    this.#socket.uncork();
    this.#holdOrNot();
  }

  #holdOrNot(): void {
    const unread = this.#socket.writableLength + sum([...this.#unread.values()]);
    if (unread > mostUnread) this.#hold(true);
    else if (this.#socket.writableLength === 0) this.#hold(false);
  }

  #hold(holding: boolean): void {
    if (this.#holding === holding) return;
    this.#holding = holding;
    for (const ticket of this.#tickets.values()) {
      if (holding) ticket.hold();
      else ticket.release();
    }
  }

  async #leave(): Promise<void> {
    const tickets = [...this.#tickets.values()];
    this.#tickets.clear();
    for (const ticket of tickets) ticket.cancel();
    this.#participant?.leave(this.#ended);
    const account = this.#account;
    this.#account = undefined;
    this.#participant = undefined;
    rmSync(this.#surroundings.folder, { recursive: true, force: true });
    await account?.leave();
  }
}
