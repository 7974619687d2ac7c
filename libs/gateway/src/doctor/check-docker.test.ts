import { expect, it } from 'vitest';
import { localHost } from '../runners/local-host.ts';
import { withPrograms } from '../testing/with-programs.ts';
import { checkDocker } from './check-docker.ts';
import { thisMachine } from './machines.ts';

const { signal } = new AbortController();
const machine = {
  name: thisMachine,
  host: localHost,
  docker: ['docker'],
  isEngineOnly: true,
  entries: [],
};

function look(script: string, gpus = true) {
  withPrograms({ docker: script });
  return checkDocker(machine, { gpus }, signal);
}
const info = (more: object) =>
  `echo '${JSON.stringify({ ServerVersion: '28.0', DockerRootDir: '/var/lib/docker', ...more })}'`;

it('finds the toolkit as a runtime or as devices', async () => {
  const byRuntime = await look(
    info({ Runtimes: { nvidia: { path: 'nvidia-container-runtime' } } }),
  );
  expect(byRuntime).toMatchObject({ works: true, givesGpus: true, root: '/var/lib/docker' });
  const byDevices = await look(info({ DiscoveredDevices: [{ ID: 'nvidia.com/gpu=0' }] }));
  expect(byDevices.checks.map(({ mark }) => mark)).toEqual(['ok', 'ok']);
});

it('says how to install the toolkit, where GPUs are wanted and only there', async () => {
  const without = await look(info({ Runtimes: { runc: {} } }));
  expect(without).toMatchObject({ works: true, givesGpus: false });
  expect(without.checks[1]).toMatchObject({ name: 'NVIDIA toolkit', mark: 'wrong' });
  expect(without.checks[1]?.remedy).toContain('nvidia-ctk runtime configure');
  const unwanted = await look(info({ Runtimes: { runc: {} } }), false);
  expect(unwanted.checks).toMatchObject([{ name: 'Docker', found: '28.0 answers' }]);
});

it('says what to do about an engine that does not answer or let us in', async () => {
  const remedy = async (said: string) => {
    const { works, checks } = await look(`echo '${said}' >&2; exit 1`);
    expect(works).toBe(false);
    expect(checks).toMatchObject([{ mark: 'wrong', found: said }]);
    return checks[0]?.remedy;
  };
  expect(
    await remedy('Cannot connect to the Docker daemon at unix:///var/run/docker.sock'),
  ).toContain('systemctl start docker');
  expect(await remedy('permission denied while trying to connect to the Docker daemon')).toContain(
    'group docker',
  );
});
