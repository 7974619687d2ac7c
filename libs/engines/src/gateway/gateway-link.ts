import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeHead, type Frame, FrameReader } from '../frames.ts';
import { answerMs, isNobody } from './ask-gateway.ts';
import { type ClientMessage, GatewayMessage, upgradeName } from './gateway-messages.ts';
import type { GatewayPlace } from './gateway-place.ts';
import { versionHeader } from './gateway-version.ts';

/** What a link tells its owner. */
export interface LinkEvents {
  message(message: GatewayMessage, body: Uint8Array): void;
  /** The gateway is gone, or this side closed. */
  closed(): void;
}

/** `absent`: nobody listens. `other`: a gateway of another version does. */
export type Opened = GatewayLink | 'absent' | 'other';

/** The gateway tells something every second: after so long without a word it hangs, in milliseconds. */
const silenceMs = 60_000;

/** How long a gateway may take to write its books when a client leaves, in milliseconds. */
const farewellMs = 2_000;

/** A connection to a gateway. */
export class GatewayLink {
  readonly #socket: Socket;
  readonly #frames = new FrameReader();

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Throws when a gateway listens and does not answer. */
  static async open(place: GatewayPlace, version: string): Promise<Opened> {
    const { promise, resolve, reject } = Promise.withResolvers<Opened>();
    const asking = request({
      socketPath: place.socket,
      path: '/gateway/segments',
      headers: { connection: 'Upgrade', upgrade: upgradeName, [versionHeader]: version },
      timeout: answerMs,
    });
    asking.on('upgrade', (_response: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.setTimeout(0);
      // Whatever happens before `listen` ends the link too.
      socket.on('error', () => socket.destroy());
      if (head.length > 0) socket.unshift(head);
      resolve(new GatewayLink(socket));
    });
    asking.on('response', (response) => {
      response.resume();
      resolve('other');
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer in ${answerMs / 1_000} s`)));
    asking.on('error', (error) => (isNobody(error) ? resolve('absent') : reject(error)));
    asking.end();
    return promise;
  }

  /** Begins to read. */
  listen(events: LinkEvents): void {
    const socket = this.#socket;
    socket.setTimeout(silenceMs);
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    // It may have been closed before anybody listened.
    if (socket.destroyed) queueMicrotask(() => events.closed());
    else socket.on('close', () => events.closed());
    socket.on('data', (piece: Buffer) => {
      for (const { head, body } of this.#framesOf(piece)) {
        const message = GatewayMessage.safeParse(head);
        if (message.success) events.message(message.data, body);
        else socket.destroy();
      }
    });
  }

  /** What is no frame ends the link, as if the gateway had gone. */
  #framesOf(piece: Buffer): Frame[] {
    try {
      return this.#frames.push(piece);
    } catch {
      this.#socket.destroy();
      return [];
    }
  }

  send(message: ClientMessage): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeHead(message, 0));
  }

  /** Reads nothing more for now, or again. */
  hold(isHeld: boolean): void {
    // What is not read is no silence of the gateway's.
    this.#socket.setTimeout(isHeld ? 0 : silenceMs);
    if (isHeld) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Ends the link at once: what it has not answered is asked again. */
  drop(): void {
    this.#socket.destroy();
  }

  close(): void {
    this.#socket.end();
  }

  /** Says good-bye, and waits for a while until the gateway has ended the link, with its books written. */
  async leave(state: 'done' | 'failed' | 'left'): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.hold(false);
    this.send({ kind: 'bye', state });
    const over = new AbortController();
    const late = delay(farewellMs, undefined, over).catch(() => undefined);
    await Promise.race([closed, late]);
    over.abort();
    this.#socket.destroy();
  }
}
