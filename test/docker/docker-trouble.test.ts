import { withGpus } from '@audiobook/gateway/testing/fake-gpus';
import { speakAll, textsOf } from '@audiobook/gateway/testing/gateway-workspace';
import { spokenOf, workspaceOf } from '@audiobook/gateway/testing/running-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { docker } from './containers.ts';
import { DockerDaemon } from './docker-daemon.ts';
import { image } from './images.ts';

let daemon: DockerDaemon;
beforeAll(async () => {
  daemon = await DockerDaemon.start();
  daemon.copyImages(image);
});
afterAll(() => daemon?.remove());

function poolOf(slot: object) {
  const docker = { kind: 'docker', engine: 'tone', image, gpus: 'none', idleMinutes: 1 };
  return { slots: [{ ...docker, ...slot }], idleSeconds: 1 };
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a run waits while the Docker daemon is gone (%s), says what to do, and goes on when it is back',
  async (signal) => {
    const options = { charactersPerSecond: 300, batch: 2 };
    const workspace = workspaceOf(poolOf({ dockerHost: daemon.host, count: 2, options }));
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
    const speaking = speakAll(client, textsOf(60));
    const spoken = async () => {
      const slots = (await workspace.status())?.slots ?? [];
      return slots.reduce((sum, slot) => sum + slot.spoken, 0);
    };
    await expect.poll(spoken).toBeGreaterThan(4);
    const before = daemon.docker('ps', '--quiet').split('\n').filter(Boolean);
    expect(before).toHaveLength(2);
    await daemon.stop(signal);
    await expect
      .poll(() => notices.join('\n'))
      .toMatch(/Cannot connect to the Docker daemon.*Start Docker \(systemctl start docker\)/s);
    expect(await spoken()).toBeLessThan(60);
    await daemon.start();
    expect(spokenOf(await speaking)).toBe(60);
    const after = daemon.docker('ps', '--quiet').split('\n').filter(Boolean);
    expect(after).toHaveLength(2);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  },
);

test('a GPU that Docker has no toolkit for is said, with what to install; nothing is left behind', async () => {
  withGpus('GPU-11111111-no-toolkit');
  const workspace = workspaceOf(poolOf({ gpus: 'all' }));
  const notices: string[] = [];
  const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
  const stop = new AbortController();
  const speaking = speakAll(client, ['One.'], stop.signal);
  await expect
    .poll(() => notices.join('\n'))
    .toMatch(
      /could not select device driver.*Install the NVIDIA Container Toolkit.*nvidia-ctk runtime configure.*restart Docker/s,
    );
  expect((await workspace.status())?.slots).toMatchObject([{ name: 'tone-gpu0' }]);
  stop.abort();
  await speaking;
  const label = `--filter=label=audiobook.owner`;
  const left = docker('ps', '--all', label, '--format={{.Label "audiobook.owner"}}');
  expect(left).not.toContain(workspace.root);
});
