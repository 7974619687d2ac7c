import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpReceiver } from '@audiobook/notify/testing/http-receiver';
import { expect, onTestFinished, test } from 'vitest';
import { sendTestMessage } from './send-test-message.ts';

async function makeWorkspace(): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'send-test-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  return workspace;
}

const { signal } = new AbortController();

test('sendTestMessage() says how to name somebody where nobody is named', async () => {
  const sent = await sendTestMessage(await makeWorkspace(), { emit: () => undefined, signal });
  expect(sent).toMatchObject({
    failure: {
      found: 'audiobook.json names nobody who is told',
      remedy: expect.stringContaining('"webhooks": [{ "format": "ntfy"'),
    },
  });
});

test('sendTestMessage() goes well when all have it, however short runs are', async () => {
  const workspace = await makeWorkspace();
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  const webhooks = [{ format: 'json', url: receiver.origin }];
  const messages = { afterMinutes: 600, webhooks };
  await writeFile(join(workspace, 'audiobook.json'), JSON.stringify({ messages }));
  const said: string[] = [];
  const emit = (event: object) => void said.push('message' in event ? String(event.message) : '');
  expect(await sendTestMessage(workspace, { emit, signal })).toMatchObject({ ok: true });
  const { host } = new URL(receiver.origin);
  expect(said).toEqual([`✓ webhook 1 (json, ${host}): arrived`]);
  expect(receiver.calls.map(({ body }) => JSON.parse(body).type)).toEqual(['test']);
});
