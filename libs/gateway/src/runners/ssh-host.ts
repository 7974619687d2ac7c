import { fail, type Result } from '@audiobook/model/result';
import { shellQuoted } from '@audiobook/model/shell-quoted';
import type { CommandEnd, Host, HostCommand, Route, WatchedCommand } from './host.ts';
import { runCommand, watchCommand } from './run-command.ts';
import { openTunnel } from './ssh-tunnel.ts';

export interface SshHostOptions {
  /** As ssh takes it: a name of ~/.ssh/config, or user@address. */
  destination: string;
  /** Further options of ssh, such as `["-p", "2222"]`. */
  options: readonly string[];
}

/** ssh's exit code for failures of its own (ssh(1), EXIT STATUS). */
const sshFailed = 255;

/**
 * No questions, since nobody is there to answer them; a connection whose other end is gone is noticed
 * within 15 s.
 */
const always = [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'],
  ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3', '-o', 'ControlPath=none'],
];

/**
 * A machine behind ssh. Each command has a connection of its own: one that commands share outlives the first of
 * them with its output open, so that its end is never seen.
 */
export class SshHost implements Host {
  readonly name: string;
  readonly #options: SshHostOptions;

  constructor(options: SshHostOptions) {
    this.name = options.destination;
    this.#options = options;
  }

  async run(command: HostCommand, signal: AbortSignal): Promise<Result<CommandEnd>> {
    const argv = this.#argv(command.argv);
    const ended = await runCommand({ ...command, argv }, signal);
    if (!ended.ok || ended.value.code !== sshFailed) return ended;
    return fail({
      kind: 'engine-failed',
      doing: `reaching ${this.name} by ssh`,
      found: ended.value.stderr || `ssh ended with ${sshFailed}`,
      remedy: `See that \`ssh ${this.#shown} true\` works without a question: the host is up and known, and your key is accepted.`,
    });
  }

  watch(argv: readonly string[]): WatchedCommand {
    return watchCommand(this.#argv(argv));
  }

  reach(port: number, signal: AbortSignal): Promise<Result<Route>> {
    const { destination, options } = this.#options;
    const ssh = ['ssh', ...options, ...always];
    return openTunnel({ ssh, destination, port }, signal);
  }

  #argv(argv: readonly string[]): string[] {
    const { destination, options } = this.#options;
    const quoted = argv.map(shellQuoted).join(' ');
    return ['ssh', ...options, ...always, destination, '--', quoted];
  }

  get #shown(): string {
    return [...this.#options.options, this.#options.destination].join(' ');
  }
}
