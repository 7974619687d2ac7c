import { expect, it } from 'vitest';
import { localHost } from '../runners/local-host.ts';
import { withPrograms } from '../testing/with-programs.ts';
import { checkImage } from './check-image.ts';
import { thisMachine } from './machines.ts';

const { signal } = new AbortController();
const machine = {
  name: thisMachine,
  host: localHost,
  docker: ['docker'],
  isEngineOnly: false,
  entries: [],
};
const look = (script: string, image = 'audiobook-runner', docker = machine.docker) => {
  withPrograms({ docker: script });
  return checkImage({ ...machine, docker }, { image, engine: 'kokoro' }, signal);
};
const image = (engines?: string) => {
  const Created = new Date(Date.now() - 3.5 * 24 * 3_600_000).toISOString();
  const Labels = engines === undefined ? {} : { 'audiobook.engines': engines };
  return `echo '${JSON.stringify({ Size: 3_710_000_000, Created, Config: { Labels } })}'`;
};
const none = "echo 'Error: No such image' >&2; exit 1";

it('says size, age and engines of an image', async () => {
  expect(await look(image('chatterbox kokoro'))).toEqual({
    ...{ name: 'image', mark: 'ok', remedy: null },
    found: 'audiobook-runner, 3.7 GB, 3 days old: chatterbox kokoro',
  });
});

it('is wrong without the engine, and worth knowing where it does not say', async () => {
  const { mark, found } = await look(image('tone'));
  expect([mark, found]).toEqual([
    'wrong',
    'audiobook-runner, 3.7 GB, 3 days old: it has tone, and not kokoro',
  ]);
  expect((await look(image())).mark).toBe('notice');
});

it('says how to build one that is not there, where it is to be', async () => {
  expect(await look(none)).toMatchObject({
    mark: 'wrong',
    remedy: 'Build it: npx nx run gpu-runner:image',
  });
  const elsewhere = await look(none, 'mine', ['docker', '--host', 'tcp://box:2375']);
  expect(elsewhere.remedy).toBe(
    'Build it: npx nx run gpu-runner:image -- --tag=mine --host=tcp://box:2375',
  );
  expect(await look(none, 'registry.example/mine')).toMatchObject({ mark: 'notice' });
});
