import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { describe, expect, it } from 'vitest';
import { parseSettings } from './read-settings.ts';
import { workspaceSchema } from './workspace-schema.ts';

const top = join(import.meta.dirname, '../../..');

describe('workspaceSchema()', () => {
  it('is what editors find beside audiobook.json: npm run schema', () => {
    expect(JSON.parse(readFileSync(join(top, 'audiobook.schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(workspaceSchema())),
    );
  });

  it('is named by the audiobook.json of this workspace', () => {
    expect(JSON.parse(readFileSync(join(top, 'audiobook.json'), 'utf8'))).toEqual({
      $schema: './audiobook.schema.json',
    });
  });
});

function problemOf(messages: object): string {
  const text = JSON.stringify({ messages });
  const read = parseSettings(text, { file: 'a', schema: WorkspaceSettings, doing: 'reading' });
  if (read.ok) return '';
  return read.failure.kind === 'bad-settings' ? read.failure.found : read.failure.kind;
}

const email = { host: 'smtp.example.org', from: 'me@example.org', to: ['Me <me@example.org>'] };

describe('messages in audiobook.json', () => {
  it('are sent after ten minutes, unless it says otherwise', () => {
    const text = JSON.stringify({ messages: { email } });
    const read = parseSettings(text, { file: 'a', schema: WorkspaceSettings, doing: 'reading' });
    expect(read).toMatchObject({
      value: { messages: { afterMinutes: 10, webhooks: [], email: { port: 587 } } },
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'a secret in the file',
      { webhooks: [{ format: 'json', url: 'http://a', secret: 'x' }] },
      /never in this file itself/,
    ],
    [
      'a password in an address',
      { webhooks: [{ format: 'slack', url: 'https://me:x@a/' }] },
      /url": it is no address/,
    ],
    [
      'another protocol',
      { webhooks: [{ format: 'slack', url: 'file:///etc' }] },
      /url": it is no address/,
    ],
    [
      'a variable without a name',
      { webhooks: [{ format: 'slack', url: { env: '' } }] },
      /url.env": it is empty/,
    ],
    ['an unknown format', { webhooks: [{ format: 'irc', url: 'https://a' }] }, /format/],
    [
      'a secret that ntfy has no use for',
      { webhooks: [{ format: 'ntfy', url: 'https://a/b', secret: { env: 'A' } }] },
      /there is no "secret"/,
    ],
    [
      'a user without a password',
      { email: { ...email, user: 'me' } },
      /"user" and "password" go together/,
    ],
    [
      'a password in the file',
      { email: { ...email, user: 'me', password: 'hush' } },
      /never in this file itself/,
    ],
    ['nobody to send to', { email: { ...email, to: [] } }, /to/],
    [
      'a header in an address',
      { email: { ...email, to: ['a@b\r\nBcc: c@d'] } },
      /no address such as me@example.org/,
    ],
    [
      'two addresses in one',
      { email: { ...email, to: ['a@b, c@d'] } },
      /no address such as me@example.org/,
    ],
    ['a port in the host', { email: { ...email, host: 'smtp://a' } }, /no name of a host/],
  ])('%s is an error', (_what, messages, expected) => {
    expect(problemOf(messages)).toMatch(expected);
  });
});
