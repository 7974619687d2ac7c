import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TaskRecord } from '@audiobook/pipeline/run/task-record';
import { expect } from 'vitest';
import { type Random, seededRandom } from '../novel/random.ts';
import { expectSoundBook, keysInStore } from './check-takes.ts';
import { type ProcessKind, processesOf, type WorkspaceProcess } from './processes.ts';
import { addSmallBook, smallBook } from './small-book.ts';
import { type Finished, finished } from './start-nx.ts';
import { pinnedModel, toneSlot, writePool } from './tone-pool.ts';
import { ToneProcess } from './tone-process.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

/** Everything that can be killed: what belongs to the workspace, and a runner. */
export type Victim = ProcessKind | 'runner';

const { slug } = smallBook;
const command = ['run-many', '-t', 'synthesize'];
/** Seconds for which the gateway stays without clients, and what may pass until that is seen. */
const idleSeconds = 2;
const slackMs = 8_000;
/** Sentences of a chapter, and how many characters the runner says in a second. */
const sentences = 16;
const charactersPerSecond = 700;
/** Of all chapters, with their headings. */
const segments = Object.keys(smallBook.chapters).length * (sentences + 1);

/**
 * Kills processes of Nx runs with -9, one in each round: which one and when is drawn from a seed. The book
 * is spoken by a runner and by espeak-ng in this machine at the same time.
 */
export class KillRounds {
  readonly workspace: Workspace;
  readonly #random: Random;
  readonly #runner: ToneProcess;
  /** How long an undisturbed run takes, in milliseconds; less when one turns out to be quicker. */
  #runMs = 0;
  #round = 0;

  private constructor(seed: number, workspace: Workspace, runner: ToneProcess) {
    this.#random = seededRandom(seed);
    this.workspace = workspace;
    this.#runner = runner;
  }

  static async begin(seed: number): Promise<KillRounds> {
    const workspace = makeWorkspace();
    await addSmallBook(workspace);
    const model = await pinnedModel(workspace);
    const runner = new ToneProcess({ ...model, charactersPerSecond, batch: 2 });
    const embedded = { kind: 'embedded', engine: model.engine, count: 1 };
    const slots = [toneSlot(await runner.start(), model.engine), embedded];
    await writePool(workspace, { slots, idleSeconds });
    const rounds = new KillRounds(seed, workspace, runner);
    await rounds.#newText();
    const began = performance.now();
    const { code, output } = await workspace.nx(...command);
    rounds.#runMs = performance.now() - began;
    expect(code, output).toBe(0);
    return rounds;
  }

  /** Kills something in each of so many runs, and looks at what comes of it. */
  async kill(times: number): Promise<void> {
    for (let killed = 0; killed < times; ) {
      if ((await this.#killRun()) !== undefined) killed++;
    }
  }

  /**
   * Writes another text, has it spoken, kills something meanwhile, and runs the same command again.
   *
   * @returns What was killed; undefined when the run ended first.
   */
  async #killRun(): Promise<Victim | undefined> {
    await this.#newText();
    await this.#runner.start();
    const before = await keysInStore(this.workspace);
    const run = this.workspace.start(...command);
    const ended = finished(run);
    const hasEnded = () => run.exitCode !== null || run.signalCode !== null;
    await this.#moment(before.size, hasEnded);
    const killed = hasEnded() ? undefined : this.#killOne();
    const first = await ended;
    if (killed !== 'nx') this.#expectToldOf(killed, first);
    if (killed === undefined) return undefined;
    await this.#expectOnlyGatewayLeft();
    const kept = await keysInStore(this.workspace);
    const unfinished = this.#unfinishedTasks();

    const again = await this.workspace.nx(...command);
    expect(again.code, again.output).toBe(0);
    const told = again.output.split('\n').find((line) => line.startsWith('! An earlier run')) ?? '';
    for (const task of unfinished) expect(told).toContain(task);
    const whole = await keysInStore(this.workspace);
    // What a gateway had spoken for the run that was killed, and still had, is not spoken again.
    const { spoken: spokenAgain } = await this.workspace.summary();
    expect(spokenAgain).toBeLessThanOrEqual(whole.size - kept.size);
    const named = await expectSoundBook(this.workspace, slug);
    const spoken = [...whole].filter((key) => !before.has(key));
    expect(spoken.filter((key) => !named.has(key))).toEqual([]);
    await this.#expectOnlyGatewayLeft();
    return killed;
  }

  /** Expects every process to end by itself, and removes the workspace. */
  async end(): Promise<void> {
    const limit = 1_000 * idleSeconds + slackMs;
    await expect.poll(() => this.#processes(), { timeout: limit, interval: 100 }).toEqual([]);
    await this.#runner.kill();
    await this.workspace.remove();
  }

  async #newText(): Promise<void> {
    this.#round++;
    for (const folder of Object.keys(smallBook.chapters)) {
      const text = Array.from({ length: sentences }, (_, index) => this.#sentence(folder, index));
      const title = `# Night ${this.#round} of ${folder.slice(3)}`;
      const path = `books/${slug}/chapters/${folder}/text.md`;
      await this.workspace.write(path, `${[title, ...text].join('\n\n')}\n`);
    }
  }

  /** A sentence that is nowhere else. */
  #sentence(folder: string, index: number): string {
    const where = folder.slice(3).replace('-', ' ');
    return `On night ${this.#round} the keeper of ${where} wrote, for the ${index + 1}. time, that there was nothing to be seen.`;
  }

  /** Waits for a moment of the run: half of the times for a time, else for a number of takes. */
  async #moment(before: number, hasEnded: () => boolean): Promise<void> {
    const [byTime, share] = [this.#random.chance(0.5), this.#random.next()];
    const takes = before + share * segments;
    if (byTime) await delay(share * this.#runMs);
    else while (!hasEnded() && (await keysInStore(this.workspace)).size < takes) await delay(5);
    // The next is drawn for a quicker run.
    if (byTime && hasEnded()) this.#runMs *= 0.9;
  }

  #killOne(): Victim | undefined {
    const [kindAt, processAt] = [this.#random.next(), this.#random.next()];
    const running = this.#processes().filter(({ kind }) => kind !== 'other');
    const victims: { kind: Victim; pid: number }[] = [...running];
    // Before there is a gateway, nobody would notice.
    if (running.some(({ kind }) => kind === 'gateway')) {
      victims.push({ kind: 'runner', pid: this.#runner.pid });
    }
    if (victims.length === 0) return undefined;
    const kind = at([...new Set(victims.map((victim) => victim.kind))].sort(), kindAt);
    const { pid } = at(
      victims.filter((victim) => victim.kind === kind),
      processAt,
    );
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the look and the kill.
      return undefined;
    }
    return kind;
  }

  /** What the run says in which something was killed. */
  #expectToldOf(killed: Victim | undefined, { code, output }: Finished): void {
    // Nx falls over itself when a task dies while it is being started: its message to it meets nobody.
    if (killed === 'task' && /write EPIPE.*forked-process-task-runner/s.test(output)) return;
    if (killed === 'task' || killed === 'ffmpeg') {
      if (code !== 0) expect(output).toMatch(/✗ lamp-\d+:\w+\n/);
    } else expect([killed, code, output]).toEqual([killed, 0, output]);
  }

  async #expectOnlyGatewayLeft(): Promise<void> {
    const others = () => {
      const all = this.#processes();
      const gateways = all.filter(({ kind }) => kind === 'gateway');
      const kept = gateways.length === 1 ? (gateways[0]?.pid ?? 0) : 0;
      return all.filter(({ pid, parent }) => kept === 0 || (pid !== kept && parent !== kept));
    };
    await expect.poll(others, { timeout: slackMs, interval: 50 }).toEqual([]);
  }

  #processes(): WorkspaceProcess[] {
    return processesOf(this.workspace);
  }

  /** Tasks that were under way when their run was cut off without a summary. */
  #unfinishedTasks(): string[] {
    const runs = join(this.workspace.root, '.audiobook', 'runs');
    const records = globSync('*/lamp-*.json', { cwd: runs }).map((file) =>
      TaskRecord.parse(JSON.parse(readFileSync(join(runs, file), 'utf8'))),
    );
    return records
      .filter(({ state }) => state !== 'done')
      .map(({ project, target }) => `${project}:${target}`);
  }
}

function at<T>(items: readonly T[], share: number): T {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to draw from');
  return item;
}
