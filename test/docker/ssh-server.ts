/** A real sshd on loopback, with keys of its own, that can be stopped and started. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const programs = ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/libexec/sshd'];

export class SshServer {
  readonly destination = `${userInfo().username}@127.0.0.1`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  readonly #port: number;
  #daemon: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    const file = (name: string) => join(this.#folder, name);
    for (const name of ['host', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
    }
    execFileSync('cp', [file('user.pub'), file('authorized')]);
    chmodSync(this.#folder, 0o700);
    const settings = [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host')}`],
      ...[`AuthorizedKeysFile ${file('authorized')}`, `PidFile ${file('pid')}`],
      ...['StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'PermitRootLogin yes'],
      ...['AcceptEnv XDG_CACHE_HOME', `SetEnv PATH=${process.env.PATH}`],
    ];
    writeFileSync(file('config'), settings.join('\n'));
  }

  static async start(): Promise<SshServer> {
    const server = new SshServer(await freePort());
    await server.start();
    return server;
  }

  /** What ssh needs to come in. */
  get options(): string[] {
    const settings = [
      ...['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'],
      ...['IdentitiesOnly=yes', 'SendEnv=XDG_CACHE_HOME'],
    ];
    const key = ['-i', join(this.#folder, 'user')];
    return ['-p', String(this.#port), ...key, ...settings.flatMap((setting) => ['-o', setting])];
  }

  async start(): Promise<void> {
    const program = programs.find((path) => existsSync(path));
    if (program === undefined) throw new Error('there is no sshd: install openssh-server');
    mkdirSync('/run/sshd', { recursive: true });
    // A group of its own, with the sessions that it opens.
    this.#daemon = spawn(program, ['-D', '-e', '-f', join(this.#folder, 'config')], {
      stdio: 'ignore',
      detached: true,
    });
    while (!(await this.#answers())) await delay(20);
  }

  /** Ends it with all its connections, as a machine that is gone. */
  async stop(): Promise<void> {
    const pid = this.#daemon?.pid;
    this.#daemon = undefined;
    if (pid === undefined) return;
    for (const each of [pid, ...descendantsOf(pid)]) process.kill(each, 'SIGKILL');
    while (await this.#answers()) await delay(20);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  }
}

/** The server's processes of each session; what a session has left running is none of them any more. */
function descendantsOf(pid: number): number[] {
  const listed = execFileSync('ps', ['-ax', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = listed.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.flatMap(([child, parent]) => (parent === pid && child ? [child] : []));
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
