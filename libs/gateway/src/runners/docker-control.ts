import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { z } from 'zod';
import {
  containerName,
  type DockerOptions,
  innerPort,
  labels,
  type PreparedHost,
  runArguments,
  tokenVariable,
} from './docker-arguments.ts';
import { describeDockerTrouble, describeEnd } from './docker-trouble.ts';
import type { CommandEnd, Host, WatchedCommand } from './host.ts';
import { prepareLease } from './lease-file.ts';
import type { RunnerControl, RunnerSpec, RunnerState } from './runner-control.ts';

/** A container that is being removed keeps its name for a moment. */
const beingRemoved = /is already in use|removal of container .* is already in progress/i;
const noSuchContainer = /no such (container|object)/i;
const attempts = 20;
const attemptMs = 250;
/** How long is waited for what a container said last, and for how it ended, and how often that is looked at. */
const lastWordsMs = 2_000;
const lookMs = 50;
/** A first start may have to fetch the image. */
const startMs = 30 * 60_000;

/** What `docker inspect` tells of a container. */
const Container = z.object({
  Id: z.string(),
  Image: z.string(),
  State: z.object({ Running: z.boolean() }),
  Config: z.object({
    Env: z.array(z.string()).nullable(),
    Labels: z.record(z.string(), z.string()).nullable(),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullable(),
  }),
});
type Container = z.infer<typeof Container>;

/** A runner as a container. */
export class DockerControl implements RunnerControl {
  readonly name: string;
  readonly #host: Host;
  readonly #spec: RunnerSpec;
  readonly #options: DockerOptions;
  /** What it prints, and the code with which it ends. */
  #followed: { log: WatchedCommand; deaths: WatchedCommand } | undefined;

  constructor(host: Host, spec: RunnerSpec, options: DockerOptions) {
    const name = `the container ${containerName(spec)}`;
    this.name = host.name === '' ? name : `${name} on ${host.name}`;
    this.#host = host;
    this.#spec = spec;
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Result<RunnerState>> {
    const found = await this.#docker(
      ['inspect', '--type=container', ...json, this.#container],
      signal,
    );
    if (!found.ok) return found;
    const { code, stdout, stderr } = found.value;
    if (code !== 0 && !noSuchContainer.test(stderr)) return fail(this.#trouble(stderr));
    const container = code === 0 ? containerOf(stdout) : undefined;
    if (!container?.State.Running) return ok(await this.#whatIsLeft());
    return this.#running(container, signal);
  }

  async start(token: string, signal: AbortSignal): Promise<Result<undefined>> {
    this.release();
    // One that was made and never started is in the way, and --rm does not see it. One that another gateway
    // has started in this moment stays: then the name is taken, and the next look finds it.
    const removed = await this.#docker(['rm', this.#container], signal);
    if (!removed.ok) return removed;
    const prepared = await this.#prepare(signal);
    if (!prepared.ok) return prepared;
    const config = { ...prepared.value, config: this.#config };
    const args = runArguments(this.#spec, this.#options, config);
    const input = `${tokenVariable}=${token}\n`;
    for (let attempt = 1; ; attempt++) {
      const started = await this.#docker(args, signal, { input, timeoutMs: startMs });
      if (!started.ok) return started;
      const { code, stdout, stderr } = started.value;
      if (code === 0) {
        this.#follow(stdout.trim());
        return ok();
      }
      if (attempt >= attempts || !beingRemoved.test(stderr)) return fail(this.#trouble(stderr));
      await delay(attemptMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async stop(signal: AbortSignal): Promise<Result<undefined>> {
    this.release();
    const stopped = await this.#docker(['stop', this.#container], signal);
    if (!stopped.ok) return stopped;
    const { code, stderr } = stopped.value;
    if (code !== 0 && !noSuchContainer.test(stderr)) return fail(this.#trouble(stderr));
    return this.#remove(signal);
  }

  release(): void {
    this.#followed?.log.stop();
    this.#followed?.deaths.stop();
    this.#followed = undefined;
  }

  get #container(): string {
    return containerName(this.#spec);
  }

  /** A container that was started otherwise, such as from an image of another name, is not the one that is wanted. */
  get #config(): string {
    const { owner: _owner, ...spec } = this.#spec;
    return hash('sha256', JSON.stringify([spec, this.#options]));
  }

  async #running(container: Container, signal: AbortSignal): Promise<Result<RunnerState>> {
    const args = ['image', 'inspect', '--format={{.Id}}', this.#options.image];
    const image = await this.#docker(args, signal);
    if (!image.ok) return image;
    this.#follow(container.Id);
    const { code, stdout } = image.value;
    // One whose image was removed meanwhile is as good as it was.
    const isNewest = code !== 0 || stdout.trim() === container.Image;
    const isOurs = isNewest && container.Config.Labels?.[labels.config] === this.#config;
    const token = container.Config.Env?.find((one) => one.startsWith(`${tokenVariable}=`));
    const port = Number(container.NetworkSettings.Ports?.[`${innerPort}/tcp`]?.[0]?.HostPort);
    return ok({
      state: 'running',
      isOurs,
      token: token?.slice(tokenVariable.length + 1) ?? '',
      ...(port > 0 && { port }),
    });
  }

  /** Where it is gone: nothing, or why it ended if it was followed. */
  async #whatIsLeft(): Promise<RunnerState> {
    if (this.#followed === undefined) return { state: 'none' };
    const { log, deaths } = this.#followed;
    const until = performance.now() + lastWordsMs;
    while (deaths.lines.length === 0 && performance.now() < until) await delay(lookMs);
    await Promise.race([log.ended, delay(lastWordsMs)]);
    const code = Number(deaths.lines.at(-1) ?? Number.NaN);
    const why = describeEnd({ name: this.name, code, log: log.lines });
    this.release();
    return { state: 'ended', why };
  }

  /** What happened to it is asked of the engine, which knows it also when the container is long gone. */
  #follow(id: string): void {
    this.#followed ??= {
      log: this.#host.watch([...this.#program, 'logs', '--follow', '--tail=20', id]),
      deaths: this.#host.watch([...this.#program, 'events', ...deathOf(id)]),
    };
  }

  async #remove(signal: AbortSignal): Promise<Result<undefined>> {
    const removed = await this.#docker(['rm', '--force', this.#container], signal);
    if (!removed.ok) return removed;
    const { code, stderr } = removed.value;
    const isGone = code === 0 || noSuchContainer.test(stderr) || beingRemoved.test(stderr);
    return isGone ? ok() : fail(this.#trouble(stderr));
  }

  async #prepare(signal: AbortSignal): Promise<Result<PreparedHost>> {
    if (this.#options.dockerHost?.startsWith('tcp:')) {
      const { weights: path } = this.#spec;
      return ok(path === undefined ? {} : { weights: { path, user: '10001:10001' } });
    }
    const { weights = '', gpu } = this.#spec;
    const argv = ['sh', '-c', prepareScript, 'sh', weights, gpu?.uuid ?? ''];
    const prepared = await this.#host.run({ argv }, signal);
    if (!prepared.ok) return prepared;
    const { code, stdout, stderr } = prepared.value;
    const [path, user = ''] = stdout.split('\n');
    if (code === 0) return ok(path ? { weights: { path, user } } : {});
    const doing = `preparing folders for ${this.name}`;
    const remedy = 'See that "weights" of the slot names a folder that you may make and write to.';
    return fail({ kind: 'engine-failed', doing, found: stderr, remedy });
  }

  get #program(): string[] {
    const { dockerHost } = this.#options;
    return dockerHost === undefined ? ['docker'] : ['docker', '--host', dockerHost];
  }

  #docker(
    args: readonly string[],
    signal: AbortSignal,
    more: { input?: string; timeoutMs?: number } = {},
  ): Promise<Result<CommandEnd>> {
    const docker = [...this.#program, ...args];
    // Docker opens /dev/stdin anew, which a pipe allows and a socket does not.
    const argv = more.input === undefined ? docker : ['sh', '-c', 'cat | "$@"', 'sh', ...docker];
    return this.#host.run({ argv, ...more }, signal);
  }

  #trouble(stderr: string): Failure {
    return describeDockerTrouble(stderr, { name: this.name, ...this.#options });
  }
}

/** Arguments: folder for weights and GPU, or nothing. Prints the folder's whole path, and its owner. */
const prepareScript = `set -eu
weights=$1; gpu=$2
case $weights in "~/"*) weights=$HOME/\${weights#"~/"} ;; esac
if [ -n "$weights" ]; then
  mkdir -p "$weights"; cd "$weights"; pwd; ls -nd . | awk '{ print $3 ":" $4 }'
fi
if [ -n "$gpu" ]; then
  ${prepareLease}
fi`;

/** Options of `docker events` that have it print a container's exit code as soon as it has one. */
function deathOf(id: string): string[] {
  const format = '--format={{index .Actor.Attributes "exitCode"}}';
  return ['--since=10m', `--filter=container=${id}`, '--filter=event=die', format];
}

const json = ['--format={{json .}}'];

function containerOf(text: string): Container | undefined {
  try {
    const parsed = Container.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
