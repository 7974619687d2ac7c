import { createHash } from 'node:crypto';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Host } from './host.ts';
import { prepareLease } from './lease-file.ts';
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
 * What every script begins with: the runner's folder on its host, which no other user may look into. Arguments:
 * the runner's key. `runs` is about a process that was started with this folder's token, and no other.
 */
const prelude = `set -eu; umask 077
base="\${XDG_CACHE_HOME:-$HOME/.cache}/audiobook/runners-$(uname -n)"
mkdir -p "$base"
[ -O "$base" ] && [ ! -L "$base" ] || { echo "$base is not a folder of this user's own" >&2; exit 1; }
dir="$base/$1"
runs() {
  pid=$(cat "$dir/pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || return 1
  if [ -r "/proc/$pid/cmdline" ]; then tr '\\0' ' ' < "/proc/$pid/cmdline"; else ps -p "$pid" -o command=; fi |
    grep -qF -- "--token-file=$dir/token"
}
expanded() { case $1 in "~/"*) echo "$HOME/\${1#"~/"}" ;; *) echo "$1" ;; esac; }
code() { cat "$1"/audiobook_runner/*.py "$1"/audiobook_runner/*/*.py "$1"/weights.json 2>/dev/null | cksum; }
`;

/** Arguments: key, folder. Prints what is known of a runner, a field a line, and its log behind the rest. */
const lookScript = `${prelude}
[ -d "$dir" ] || exit 0
if runs; then echo running; else echo ended; fi
[ "$(cat "$dir/code" 2>/dev/null)" = "$(code "$(expanded "$2")")" ] && echo same || echo changed
for field in config token out; do echo "$(head -n 1 "$dir/$field" 2>/dev/null)"; done
tail -n 20 "$dir/log" 2>/dev/null || true`;

/** The code with which the script below ends where there is no runner to start. */
const notSetUp = 66;

/**
 * Arguments: key, folder, configuration, GPU or nothing, Python, and the runner's environment. Reads the token.
 * What the runner writes to its temporary folder, such as samples, goes with `dir`.
 */
const startScript = `${prelude}
folder=$(expanded "$2"); config=$3; gpu=$4; python=$5; shift 5
cd "$folder" 2>/dev/null && [ -x "$python" ] || exit ${notSetUp}
rm -rf "$dir"; mkdir -p "$dir/tmp"
cat > "$dir/token"
printf '%s\n' "$config" > "$dir/config"
code . > "$dir/code"
: > "$dir/out"
if [ -n "$gpu" ]; then
  ${prepareLease}
  set -- "AUDIOBOOK_RUNNER_LEASE=$lease" "CUDA_VISIBLE_DEVICES=$gpu" "$@"
fi
nohup env TMPDIR="$dir/tmp" "$@" "$python" -m audiobook_runner --token-file="$dir/token" \
  > "$dir/out" 2> "$dir/log" < /dev/null &
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
    const looked = await this.#run(lookScript, [this.#options.folder], signal);
    if (!looked.ok) return looked;
    const [state, code, config, token = '', out = '', ...log] = looked.value.split('\n');
    if (state === 'ended') return ok({ state, why: this.#ended(log) });
    if (state !== 'running') return ok({ state: 'none' });
    const port = portOf(out);
    const isOurs = config === this.#config && code === 'same';
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
    const args = [folder, this.#config, gpu?.uuid ?? '', python, ...variables];
    const started = await this.#run(startScript, args, signal, token);
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
    const { code, stdout, stderr } = ended.value;
    if (code === 0) return ok(stdout);
    const { folder, python } = this.#options;
    const doing = `looking after the runner ${this.name}`;
    if (code === notSetUp) {
      const found = `there is no ${python} in ${folder}${this.#where}`;
      return fail({ kind: 'engine-failed', doing, found, remedy: this.#setUp });
    }
    return fail({
      kind: 'engine-failed',
      doing,
      found: stderr || `a script ended with ${code}`,
      remedy: 'See that the user’s cache folder there can be written to, and is the user’s own.',
    });
  }

  get #where(): string {
    return this.#host.name && ` of ${this.#host.name}`;
  }

  /** How the runner's environment is made. */
  get #setUp(): string {
    const { engine, gpu } = this.#spec;
    const name = engine === 'kokoro' && gpu !== undefined ? 'kokoro-cuda' : engine;
    const host = this.#host.name && ` --host=${this.#host.name}`;
    return `Set it up: npx nx run gpu-runner:setup --engines=${name}${host}`;
  }

  #ended(log: readonly string[]): Failure {
    const { folder, python } = this.#options;
    const said = log.join('\n').trim();
    const missing = /No module named|isn't installed|is not installed/.test(said);
    return {
      kind: 'engine-failed',
      doing: `running ${python} -m audiobook_runner in ${folder}${this.#where}`,
      found: said ? `it has ended; the last that it said:\n${said}` : 'it ended without a word',
      remedy: missing
        ? this.#setUp
        : 'Do what it says, if it says something; it is started again by itself. One that is killed again and again lacks memory.',
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
