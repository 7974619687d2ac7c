import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { speakAll, textsOf } from '@audiobook/gateway/testing/gateway-workspace';
import { pidOf, spokenOf, workspaceOf } from '@audiobook/gateway/testing/running-gateway';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { containersOf } from './containers.ts';
import { image, runnerFolder, runnerPython } from './images.ts';
import { SshServer } from './ssh-server.ts';

let server: SshServer;
let python: string;
let temporary: string;
beforeAll(async () => {
  python = runnerPython();
  server = await SshServer.start();
  temporary = mkdtempSync(join(tmpdir(), 'ssh-runners-'));
  vi.stubEnv('XDG_CACHE_HOME', temporary);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.remove();
  rmSync(temporary, { recursive: true, force: true });
});

/** The folder of the one runner that has left word of itself last. */
function runnerWords(): string {
  const folder = join(temporary, 'audiobook', `runners-${hostname()}`);
  const names = readdirSync(folder).map((name) => ({
    name,
    at: statSync(join(folder, name)).mtimeMs,
  }));
  const [last] = names.sort((one, other) => other.at - one.at);
  return join(folder, last?.name ?? '');
}

function poolOf(slot: object = {}) {
  const ssh = {
    ...{ kind: 'ssh', host: server.destination, sshOptions: server.options, runner: 'process' },
    ...{ engine: 'tone', gpus: 'none', folder: runnerFolder, python, idleMinutes: 0.2 },
  };
  return { slots: [{ ...ssh, ...slot }], idleSeconds: 1 };
}

test('a runner is started over ssh, speaks through a tunnel, and stays warm', async () => {
  const workspace = workspaceOf(poolOf());
  expect(spokenOf(await speakAll(workspace.client({ run: 'one' }), textsOf(20)))).toBe(20);
  const [slot] = (await workspace.status())?.slots ?? [];
  expect(slot).toMatchObject({
    name: `tone on ${server.destination}-1`,
    state: 'ready',
    spoken: 20,
  });
  const running = () => readFileSync(join(runnerWords(), 'pid'), 'utf8');
  const before = running();
  process.kill(await pidOf(workspace), 'SIGKILL');
  expect(spokenOf(await speakAll(workspace.client({ run: 'two' }), textsOf(30)))).toBe(30);
  expect(running()).toBe(before);
});

test('a tunnel that is cut is opened again, to the same runner', async () => {
  const workspace = workspaceOf(poolOf({ options: { charactersPerSecond: 300, batch: 2 } }));
  const speaking = speakAll(workspace.client(), textsOf(60));
  const spoken = async () => (await workspace.status())?.slots[0]?.spoken ?? 0;
  await expect.poll(spoken).toBeGreaterThan(4);
  const before = readFileSync(join(runnerWords(), 'pid'), 'utf8');
  execFileSync('pkill', ['-f', `^ssh .* -L 127.0.0.1:.*${server.destination}`]);
  expect(spokenOf(await speaking)).toBe(60);
  expect(readFileSync(join(runnerWords(), 'pid'), 'utf8')).toBe(before);
});

test('a gateway that is killed leaves no tunnel', async () => {
  const workspace = workspaceOf(poolOf());
  expect(spokenOf(await speakAll(workspace.client(), ['One.']))).toBe(1);
  const tunnels = () => spawnSync('pgrep', ['-f', `^ssh .* -L 127.0.0.1:.*${server.destination}`]);
  expect(tunnels().status).toBe(0);
  process.kill(await pidOf(workspace), 'SIGKILL');
  await expect.poll(() => tunnels().status).toBe(1);
});

test('a container is started over ssh, speaks through a tunnel, and is stopped with the gateway', async () => {
  const workspace = workspaceOf(poolOf({ runner: 'docker', image }));
  expect(spokenOf(await speakAll(workspace.client(), textsOf(20)))).toBe(20);
  expect(containersOf(workspace)).toHaveLength(1);
  await stopGateway(workspace.root, new AbortController().signal);
  expect(containersOf(workspace)).toEqual([]);
});

test('a folder without the runner is said, with the command that sets it up', async () => {
  const workspace = workspaceOf(poolOf({ folder: temporary }));
  const notices: string[] = [];
  const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
  const stop = new AbortController();
  const speaking = speakAll(client, ['One.'], stop.signal);
  await expect
    .poll(() => notices.join('\n'))
    .toMatch(/No module named audiobook_runner.*gpu-runner:setup/s);
  stop.abort();
  await speaking;
});

test('a tunnel that is cut, and a host that is gone for a while, cost time and nothing else', async () => {
  const workspace = workspaceOf(poolOf({ options: { charactersPerSecond: 300, batch: 2 } }));
  const notices: string[] = [];
  const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
  const speaking = speakAll(client, textsOf(60));
  const spoken = async () => (await workspace.status())?.slots[0]?.spoken ?? 0;
  await expect.poll(spoken).toBeGreaterThan(4);
  await server.stop();
  await expect.poll(() => notices.join('\n')).toContain('No slot can speak at the moment');
  await server.start();
  expect(spokenOf(await speaking)).toBe(60);
});

test('a host that refuses the key is named, with the command that shows it', async () => {
  const workspace = workspaceOf(
    poolOf({
      sshOptions: [...server.options, '-o', 'IdentityFile=/dev/null'].filter(
        (one) => !one.endsWith('/user') && one !== '-i',
      ),
    }),
  );
  const notices: string[] = [];
  const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
  const stop = new AbortController();
  const speaking = speakAll(client, ['One.'], stop.signal);
  await expect
    .poll(() => notices.join('\n'))
    .toMatch(/Permission denied.*works without a question/s);
  stop.abort();
  await speaking;
});
