import { createHash } from 'node:crypto';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Host } from './host.ts';
import {
  environmentOf,
  type RunnerControl,
  type RunnerSpec,
  type RunnerState,
} from './runner-control.ts';

export interface ProcessOptions {
  /** gpu-runner/ of the host. */
  folder: string;
  /** Relative to `folder`, or absolute. */
  python: string;
}

/**
 * What every script begins with: the runner's folder on its host, which no other user may look into.
 * Arguments: the runner's key.
 */
const prelude = `set -eu; umask 077
base="\${TMPDIR:-/tmp}/audiobook-$(id -u)"
mkdir -p "$base/runners"
[ -O "$base" ] || { echo "$base belongs to another user" >&2; exit 1; }
dir="$base/runners/$1"
runs() {
  pid=$(cat "$dir/pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || return 1
  if [ -r "/proc/$pid/cmdline" ]; then tr '\\0' ' ' < "/proc/$pid/cmdline"; else ps -p "$pid" -o command=; fi |
    grep -q audiobook_runner
}
`;

/** Prints what is known of a runner, a field a line, and its log behind the rest. */
const lookScript = `${prelude}
[ -d "$dir" ] || exit 0
if runs; then echo running; else echo ended; fi
for field in config token out; do echo "$(head -n 1 "$dir/$field" 2>/dev/null)"; done
tail -n 20 "$dir/log" 2>/dev/null || true`;

/**
 * Arguments: key, configuration, folder, GPU or nothing, and the runner's environment and command. The lease is
 * a file that every user of the machine can lock; its folder is made as /tmp is. Reads the token.
 */
const startScript = `${prelude}
config=$2; folder=$3; gpu=$4; shift 4
mkdir -p "$dir"
cat > "$dir/token"
printf '%s\\n' "$config" > "$dir/config"
: > "$dir/out"
if [ -n "$gpu" ]; then
  leases=/tmp/audiobook-gpus
  (umask 0; mkdir -p "$leases"; chmod 1777 "$leases"; [ -e "$leases/$gpu" ] || : > "$leases/$gpu") 2>/dev/null || true
  set -- "AUDIOBOOK_RUNNER_LEASE=$leases/$gpu" "CUDA_VISIBLE_DEVICES=$gpu" "$@"
fi
case $folder in "~/"*) folder=$HOME/\${folder#"~/"} ;; esac
cd "$folder"
nohup env AUDIOBOOK_RUNNER_TOKEN_FILE="$dir/token" "$@" > "$dir/out" 2> "$dir/log" < /dev/null &
echo $! > "$dir/pid"`;

const stopScript = `${prelude}
if runs; then
  kill "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do runs || break; sleep 1; done
  if runs; then kill -9 "$pid"; fi
fi
rm -rf "$dir"`;

/** A runner as a process of a Python environment on its host, for machines without Docker. */
export class ProcessControl implements RunnerControl {
  readonly name: string;
  readonly #host: Host;
  readonly #spec: RunnerSpec;
  readonly #options: ProcessOptions;

  constructor(host: Host, spec: RunnerSpec, options: ProcessOptions) {
    this.name = [spec.key, host.name].filter(Boolean).join(' on ');
    this.#host = host;
    this.#spec = spec;
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Result<RunnerState>> {
    const looked = await this.#run(lookScript, [], signal);
    if (!looked.ok) return looked;
    const [state, config, token = '', out = '', ...log] = looked.value.split('\n');
    if (state === 'ended') return ok({ state, why: this.#ended(log) });
    if (state !== 'running') return ok({ state: 'none' });
    const port = portOf(out);
    const isOurs = config === this.#config;
    return ok({ state, isOurs, token, ...(port !== undefined && { port }) });
  }

  async start(token: string, signal: AbortSignal): Promise<Result<undefined>> {
    const { folder, python } = this.#options;
    const { gpu, weights } = this.#spec;
    const environment = {
      ...environmentOf(this.#spec),
      AUDIOBOOK_RUNNER_PORT: '0',
      PYTHONUNBUFFERED: '1',
      ...(weights !== undefined && { AUDIOBOOK_RUNNER_WEIGHTS: weights }),
    };
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const args = [this.#config, folder, gpu?.uuid ?? '', ...variables];
    const command = [python, '-m', 'audiobook_runner'];
    const started = await this.#run(startScript, [...args, ...command], signal, token);
    return started.ok ? ok() : started;
  }

  async stop(signal: AbortSignal): Promise<Result<undefined>> {
    const stopped = await this.#run(stopScript, [], signal);
    return stopped.ok ? ok() : stopped;
  }

  release(): void {}

  /** A runner that was started otherwise is not the one that is wanted. */
  get #config(): string {
    const { owner: _owner, ...spec } = this.#spec;
    return createHash('sha256')
      .update(JSON.stringify([spec, this.#options]))
      .digest('hex');
  }

  async #run(
    script: string,
    args: readonly string[],
    signal: AbortSignal,
    input?: string,
  ): Promise<Result<string>> {
    const argv = ['sh', '-c', script, 'sh', this.#spec.key, ...args];
    const ended = await this.#host.run({ argv, ...(input !== undefined && { input }) }, signal);
    if (!ended.ok) return ended;
    if (ended.value.code === 0) return ok(ended.value.stdout);
    return fail({
      kind: 'engine-failed',
      doing: `looking after the runner ${this.name}`,
      found: ended.value.stderr || `a script ended with ${ended.value.code}`,
      remedy: 'See that the user’s temporary folder can be written to.',
    });
  }

  #ended(log: readonly string[]): Failure {
    const { folder, python } = this.#options;
    const said = log.join('\n').trim();
    const missing = /No such file|not found|No module named/.test(said);
    return {
      kind: 'engine-failed',
      doing: `running ${python} -m audiobook_runner in ${folder}${this.#host.name && ` of ${this.#host.name}`}`,
      found: said || 'it ended without a word',
      remedy: missing
        ? `Set it up: npx nx run gpu-runner:setup -- --engines=${this.#spec.engine}`
        : 'Do what it says; it is started again by itself.',
    };
  }
}

function portOf(out: string): number | undefined {
  try {
    const { url } = JSON.parse(out) as { url?: unknown };
    return Number(new URL(String(url)).port) || undefined;
  } catch {
    return undefined;
  }
}
