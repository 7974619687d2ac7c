import { fail, ok, type Result } from '@audiobook/model/result';
import { execa } from 'execa';
import type { CommandEnd, HostCommand, WatchedCommand } from './host.ts';

const usualTimeoutMs = 60_000;
/** Bytes that a command may print. */
const mostOutput = 1_000_000;
/** Lines of a watched command that are kept, and characters of each. */
const keptLines = 20;
const longestLine = 500;

/** Runs a command of this machine to its end: see `Host`. */
export async function runCommand(
  { argv, input, timeoutMs = usualTimeoutMs }: HostCommand,
  signal: AbortSignal,
): Promise<Result<CommandEnd>> {
  const [program = '', ...args] = argv;
  const doing = `running ${program}`;
  const ended = await execa(program, args, {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    ...{ reject: false, timeout: timeoutMs, maxBuffer: mostOutput, encoding: 'utf8' as const },
    // Ctrl-C in a terminal is the gateway's, which ends what it started.
    ...{ cancelSignal: signal, detached: true },
  });
  if (ended.isCanceled) return fail({ kind: 'cancelled', doing });
  if (ended.exitCode !== undefined) {
    return ok({
      code: ended.exitCode,
      stdout: ended.stdout ?? '',
      stderr: tail(ended.stderr ?? ''),
    });
  }
  const missing = ended.code === 'ENOENT';
  return fail({
    kind: 'engine-failed',
    doing,
    found: missing
      ? `there is no program “${program}”`
      : ended.timedOut
        ? `it has not ended after ${timeoutMs / 1_000} s`
        : (ended.shortMessage ?? ''),
    remedy: missing
      ? `Install ${program}, or see that PATH names its folder where the gateway is started.`
      : 'See that the machine is not overloaded; `npx nx run gpu-runner:doctor` looks further.',
  });
}

/**
 * Runs a command for as long as its own standard input is open, which ends with the process that holds the
 * other end, however that ends. What the command itself reads is nothing.
 */
const whileWatched = `"$@" < /dev/null & child=$!
{ cat > /dev/null; kill "$child" 2> /dev/null; } <&3 3<&- &
exec 3<&-
wait "$child"`;

/** Starts a command of this machine that goes on, until this process ends at the latest. */
export function watchCommand(argv: readonly string[]): WatchedCommand {
  const lines: string[] = [];
  // A shell gives what it starts in the background no input; a copy of its own input it does give.
  const script = `exec 3<&0\n${whileWatched}`;
  const child = execa('sh', ['-c', script, 'sh', ...argv], {
    ...{ reject: false, stdin: 'pipe', all: true, buffer: false, detached: true },
  });
  const reading = (async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      lines.push(line.slice(0, longestLine));
      if (lines.length > keptLines) lines.shift();
    }
  })().catch(() => undefined);
  const ended = Promise.all([child, reading]).then(([{ exitCode }]) => {
    child.stdin?.end();
    return exitCode ?? null;
  });
  return { lines, ended, stop: () => child.stdin?.end() };
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-keptLines).join('\n');
}
