/**
 * The one process of a workspace that owns its slots and shares segments among them.
 *
 * It listens on a socket that belongs to the user alone, and over TCP where pool.json says so. It ends
 * some time after its last client has gone, however that went.
 */

import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { CoreToken } from '@audiobook/engines/core-tokens';
import { gatewayContract, upgradeName } from '@audiobook/engines/gateway/gateway-messages';
import type { GatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import type { GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import { isSameCode, versionHeader } from '@audiobook/engines/gateway/gateway-version';
import { rememberStopped, stoppedByUser } from '@audiobook/engines/gateway/stopped-runs';
import type { SpeechSpool } from '@audiobook/engines/speech-spool';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import { answerError, answerJson } from './answer.ts';
import { ClientSession, type Hindrance } from './client-session.ts';
import { Dispatcher } from './dispatcher.ts';
import { FollowSlots } from './follow-slots.ts';
import { ForgetSamples } from './forget-samples.ts';
import type { GatewaySamples } from './gateway-samples.ts';
import type { Outcome } from './job.ts';
import { Bookkeeping } from './ledger/bookkeeping.ts';
import { callBudget } from './ledger/call-budget.ts';
import { type ListenAddress, listenForPrograms, listenOn } from './listen.ts';
import type { PlannedSlots } from './plan-slots.ts';
import { RunProgress } from './run-progress.ts';
import { serveContract } from './serve-contract.ts';
import { SharedOrders } from './shared-orders.ts';
import { paceOf, statusOfSlot } from './slot-status.ts';

export interface GatewayOptions {
  place: GatewayPlace;
  /** The right to listen there. */
  token: CoreToken;
  version: string;
  /** Why a new gateway could not start as the workspace is now, if so. */
  problem: () => Promise<Failure | undefined>;
  slots: PlannedSlots;
  /** How long it stays after its last client has gone; null: until it is stopped. */
  idleSeconds: number | null;
  /** Where speech lies until clients have read it. */
  spool: SpeechSpool;
  /** The recordings that slots are given. */
  samples: GatewaySamples;
  /** Says what happens to its slots, for its log. */
  log: (line: string) => void;
  /** Where it serves the speech contract over TCP, and to whom. */
  listen?: ListenAddress;
}

/** How often clients are told how far their run has come, in milliseconds. */
const tellMs = 1_000;

/** How long clients may take to read what is said last, in milliseconds. */
const farewellMs = 10_000;

/** What becomes of waiting segments when the gateway ends: the next one speaks them, or none. */
const endings = {
  'hand-over': { kind: 'moved' },
  stop: { kind: 'failed', failure: stoppedByUser },
} as const satisfies Record<string, Outcome>;
export type Ending = keyof typeof endings;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #dispatcher: Dispatcher;
  readonly #orders: SharedOrders;
  readonly #books: Bookkeeping;
  readonly #progress = new RunProgress();
  readonly #sessions = new Set<ClientSession>();
  readonly #found: FollowSlots;
  readonly #forgetSamples: ForgetSamples;
  readonly #startedAt = new Date().toISOString();
  readonly #ended = Promise.withResolvers<void>();
  readonly #servers: Server[] = [];
  #ticking: NodeJS.Timeout | undefined;
  #idleSince = performance.now();
  #calls = 0;
  #clients = 0;
  #url: string | null = null;
  #ending = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { plans, sources } = options.slots;
    this.#books = new Bookkeeping({
      ...{ workspace: options.place.workspace, log: options.log },
      slots: () => this.#dispatcher.slots,
      charactersLeft: (run, book) => this.#progress.charactersLeft(run, book),
      refuse: (isRefused, failure) => this.#orders.refuse(isRefused, failure),
    });
    this.#dispatcher = new Dispatcher(plans, {
      books: this.#books,
      mayCome: new Set(sources.map(({ engine }) => engine)),
      onSlot: ({ name, state, trouble }) => {
        const why = trouble === undefined ? '' : `: ${describeFailure(trouble)}`;
        options.log(`${name} is ${state}${why}`);
      },
    });
    this.#orders = new SharedOrders(this.#dispatcher);
    this.#found = new FollowSlots(sources, this.#dispatcher);
    this.#forgetSamples = new ForgetSamples(this.#dispatcher, options);
  }

  /** Settled when the gateway has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get url(): string | null {
    return this.#url;
  }

  /**
   * Begins to listen. Fails with `engine-failed` where the address for other programs can't be listened on.
   */
  async start(): Promise<Result<undefined>> {
    const { place, listen } = this.#options;
    await rm(place.socket, { force: true });
    const own = createServer((request, response) => this.#answerOwn(request, response));
    own.on('upgrade', (request, socket) => void this.#join(request, socket));
    await listenOn(own, { path: place.socket });
    this.#servers.push(own);
    this.#found.start();
    this.#ticking = setInterval(() => this.#tick(), tellMs);
    return listen === undefined ? ok() : this.#listen(listen);
  }

  status(): GatewayStatus {
    const { slots } = this.#dispatcher;
    return {
      contract: gatewayContract,
      version: this.#options.version,
      pid: process.pid,
      startedAt: this.#startedAt,
      url: this.#url,
      idleSeconds: this.#options.idleSeconds,
      slots: [...slots.map(statusOfSlot), ...this.#found.unresolved()],
      runs: this.#progress.status(paceOf(slots)),
    };
  }

  /** Takes nothing more, lets the slots end what they have under way, and ends. */
  async end(ending: Ending): Promise<void> {
    if (this.#ending) return this.ended;
    this.#ending = true;
    clearInterval(this.#ticking);
    // What is under way costs until it is done, and its ledger is kept.
    this.#ticking = setInterval(() => this.#books.tick(), tellMs);
    this.#found.stop();
    const runs = [...this.#sessions].flatMap(({ run }) => run ?? []);
    if (ending === 'stop') await rememberStopped(this.#options.place, runs).catch(() => undefined);
    await rm(this.#options.place.socket, { force: true });
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)));
    // The next gateway may listen while this one ends its work.
    this.#options.token.release();
    await this.#dispatcher.retire(endings[ending]);
    await this.#forgetSamples.now();
    const leaveWarm = ending !== 'stop';
    await this.#dispatcher.close({ leaveWarm });
    clearInterval(this.#ticking);
    await this.#books.close({ leaveWarm });
    const left = [...this.#sessions].map((session) => session.close());
    for (const server of this.#servers) server.closeIdleConnections();
    // What is said last must have left before the process ends; a client that hangs is not waited for.
    await Promise.race([Promise.all([...left, ...closed]), delay(farewellMs)]);
    this.#options.spool.remove();
    this.#ended.resolve();
  }

  async #listen(where: NonNullable<GatewayOptions['listen']>): Promise<Result<undefined>> {
    const answer = serveContract({
      ...{ dispatcher: this.#dispatcher, orders: this.#orders, books: this.#books },
      uploaded: this.#options.samples.uploaded,
      budget: () => callBudget(this.#options.place.workspace),
    });
    const listening = await listenForPrograms(where, (request, response) => {
      this.#count(response);
      return answer(request, response);
    });
    if (!listening.ok) return listening;
    this.#servers.push(listening.value.server);
    this.#url = listening.value.url;
    return ok();
  }

  /** What this workspace's own commands ask. */
  #answerOwn(request: IncomingMessage, response: ServerResponse): void {
    const asked = `${request.method} ${request.url}`;
    const [, woken] = /^POST \/gateway\/wake\/([\w.%-]+)$/.exec(asked) ?? [];
    if (asked === 'GET /gateway') answerJson(response, 200, this.status());
    else if (woken !== undefined) {
      this.#dispatcher.wake(decodeURIComponent(woken));
      answerJson(response, 202, {});
    } else if (asked === 'POST /gateway/hand-over' || asked === 'POST /gateway/stop') {
      answerJson(response, 202, {});
      void this.end(asked.endsWith('stop') ? 'stop' : 'hand-over');
    } else answerError(response, 404, `there is no ${asked}`);
  }

  async #join(request: IncomingMessage, socket: Duplex): Promise<void> {
    socket.on('error', () => socket.destroy());
    const version = String(request.headers[versionHeader]);
    const wrong = request.url !== '/gateway/segments' || request.headers.upgrade !== upgradeName;
    const problem = version === this.#options.version ? undefined : await this.#outdated(version);
    if (wrong || problem === 'outdated' || this.#ending) {
      socket.end(`HTTP/1.1 ${wrong ? 404 : 409} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${upgradeName}\r\n\r\n`,
    );
    const folder = join(this.#options.spool.folder, `client-${this.#clients++}`);
    const surroundings = {
      ...{ orders: this.#orders, progress: this.#progress, books: this.#books, folder },
    };
    const session = new ClientSession(socket, surroundings);
    this.#sessions.add(session);
    if (problem !== undefined)
      session.notice(`The slots stay as they were. ${describeFailure(problem)}`);
    socket.on('close', () => {
      this.#sessions.delete(session);
      this.#idleSince = performance.now();
      this.#forgetSamples.used('run');
    });
  }

  /**
   * Whether a client of another version needs another gateway. Where only pool.json differs and can't
   * be used as it is, this one stays, and the client is told why.
   */
  async #outdated(version: string): Promise<Failure | 'outdated'> {
    if (!isSameCode(version, this.#options.version)) return 'outdated';
    return (await this.#options.problem()) ?? 'outdated';
  }

  #count(response: ServerResponse): void {
    this.#calls++;
    response.on('close', () => {
      this.#calls--;
      this.#idleSince = performance.now();
      this.#forgetSamples.used('call');
    });
  }

  #tick(): void {
    this.#dispatcher.reconsiderWaiting();
    this.#books.tick();
    this.#tellClients();
    const { idleSeconds } = this.#options;
    const isBusy = this.#sessions.size > 0 || this.#calls > 0;
    if (!isBusy) this.#forgetSamples.unlessNeeded(this.#progress.isOver);
    if (isBusy || idleSeconds === null) return;
    if (performance.now() - this.#idleSince > idleSeconds * 1_000) void this.end('hand-over');
  }

  #tellClients(): void {
    const { slots } = this.#dispatcher;
    const pace = paceOf(slots);
    const runs = new Map(this.#progress.status(pace).map((status) => [status.run, status]));
    const busy = slots.filter(({ segments }) => segments > 0).length;
    const stuck = this.#dispatcher.stuckClients();
    const hindrances = this.#hindrances();
    for (const session of this.#sessions) {
      const run = runs.get(session.run ?? '');
      if (run === undefined) session.alive();
      else session.tell(run, busy, slots.length);
      const isStuck = stuck.has(session.run ?? '') && hindrances.length > 0;
      session.wait(isStuck ? hindrances : undefined);
    }
  }

  #hindrances(): Hindrance[] {
    const { slots } = this.#dispatcher;
    const loading = slots.filter(({ plan, state }) => plan.onDemand && state === 'opening');
    const names = new Set(loading.map(({ name }) => name));
    return this.status().slots.flatMap(({ name, trouble }) =>
      trouble === null ? [] : { slot: name, trouble, isLoading: names.has(name) },
    );
  }
}
