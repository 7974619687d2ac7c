import { expect, it } from 'vitest';
import { runnersOf, workspaceOf } from '../testing/running-gateway.ts';
import { checkListen } from './check-listen.ts';

const freePort = async () => {
  const [runner] = await runnersOf({});
  const port = Number(runner?.url.port);
  await runner?.stop();
  return port;
};

it('says that a port is free, or that another program has it', async () => {
  const { root } = workspaceOf({});
  const [other] = await runnersOf({});
  const port = Number(other?.url.port);
  const listen = { host: '127.0.0.1', port };
  expect(await checkListen(listen, root)).toMatchObject({
    mark: 'wrong',
    found: `another program listens on port ${port} of 127.0.0.1`,
  });
  await other?.stop();
  expect(await checkListen(listen, root)).toMatchObject({ mark: 'ok' });
});

it('knows the gateway of its own workspace', async () => {
  const listen = { host: '127.0.0.1', port: await freePort() };
  const workspace = workspaceOf({
    listen,
    idleSeconds: 60,
    slots: [{ kind: 'embedded', count: 1 }],
  });
  const order = { spoken: 'One.', language: 'en', voice: 'default', params: {}, seed: 1 };
  const espeak = workspace.client().engine('espeak-ng', 'none');
  await espeak.speak(order, new AbortController().signal);
  expect(await checkListen(listen, workspace.root)).toMatchObject({
    mark: 'ok',
    found: `the gateway of this workspace listens on http://127.0.0.1:${listen.port}`,
  });
});

it('wants a token where others can come in', async () => {
  const { mark, found } = await checkListen({ host: '0.0.0.0', port: 0 }, '/');
  expect([mark, found]).toEqual(['wrong', expect.stringContaining('there is no token')]);
});
