import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunSummary } from '@audiobook/model/run-record';
import { WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { expect, onTestFinished, test } from 'vitest';
import { deliver } from './deliver.ts';
import { HttpReceiver } from './testing/http-receiver.ts';
import { runMessage } from './testing/run-messages.ts';
import { webhookPayload } from './webhook-payload.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block = '']) => block,
  );
}

test('the README’s settings are what audiobook.json may hold', () => {
  const [settings = ''] = blocks('json');
  expect(WorkspaceSettings.parse(JSON.parse(settings)).messages?.webhooks.length).toBe(3);
});

test('the README’s payload is what a receiver gets', () => {
  const [, payload = ''] = blocks('json');
  const spoken: Partial<RunSummary> = {
    forecast: {
      ...{ wallSeconds: 3_500, wallRange: [2_900, 5_600], slotSeconds: 4_100 },
      ...{ cost: 0.28, costRange: [0.24, 0.43] },
    },
    slots: {
      ...{ loadSeconds: 30, speakingSeconds: 3_400, idleSeconds: 170 },
      ...{ warmSeconds: 600, wallSeconds: 3_600 },
    },
    cost: { dollars: 0.25, warmDollars: 0.04 },
  };
  const message = runMessage(spoken, 'https://nas.example.org/books');
  expect(RunSummary.parse(message.summary)).toEqual(message.summary);
  expect(JSON.parse(payload)).toEqual(webhookPayload(message));
});

test('the README’s receiver takes what is signed, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'verify.mjs');
  writeFileSync(file, blocks('js').join(''));
  const { isGenuine } = await import(/* @vite-ignore */ file);
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  for (const secret of ['whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u', 'sixteen bytes or more']) {
    await deliver(
      { kind: 'webhook', name: 'w', format: 'json', url: new URL(receiver.origin), secret },
      runMessage(),
      { id: 'msg_1', signal: new AbortController().signal, waits: [] },
    );
    const { headers = {}, body = '' } = receiver.calls.pop() ?? {};
    expect(isGenuine(headers, body, secret)).toBe(true);
    expect(isGenuine(headers, `${body} `, secret)).toBe(false);
    expect(isGenuine(headers, body, `${secret}x${secret}`)).toBe(false);
    expect(isGenuine({ ...headers, 'webhook-id': 'msg_2' }, body, secret)).toBe(false);
    const old = String(Number(headers['webhook-timestamp']) - 600);
    expect(isGenuine({ ...headers, 'webhook-timestamp': old }, body, secret)).toBe(false);
  }
});
