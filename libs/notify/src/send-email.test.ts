import { createServer } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { deliver } from './deliver.ts';
import type { EmailTarget } from './target.ts';
import { MailServer, mailPart } from './testing/mail-server.ts';
import { goodRun, runMessage } from './testing/run-messages.ts';
import { selfSignedCertificate } from './testing/self-signed-certificate.ts';

const certificate = selfSignedCertificate();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const server = await new MailServer(options).start();
  stops.push(() => server.stop());
  return server;
}

const target = (port: number, more: Partial<EmailTarget> = {}): EmailTarget => ({
  ...{ kind: 'email', name: 'e-mail', host: 'localhost', port },
  ...{ from: 'Books <books@example.org>', to: ['me@example.org', 'You <you@example.org>'] },
  ...more,
});

const send = (to: EmailTarget, message = runMessage(), timeoutMs = 5_000) =>
  deliver(to, message, {
    ...{ id: 'msg_1', signal: new AbortController().signal, waits: [], timeoutMs },
  });

/** Takes one user with one password. */
const oneUser: SMTPServerOptions = {
  authOptional: false,
  onAuth: ({ username, password }, _session, callback) =>
    username === 'me' && password === 'pass word'
      ? callback(null, { user: 'me' })
      : callback(new Error('Invalid username or password')),
};
const signedIn = { user: 'me', password: 'pass word' };

describe('deliver() by e-mail', () => {
  test('sends text and HTML to all recipients over TLS from the first byte', async () => {
    const server = await mailServer({ ...certificate, ...oneUser, secure: true });
    const tls = { security: 'tls', ca: certificate.cert, ...signedIn } as const;
    expect(await send(target(server.port, tls))).toEqual({ kind: 'arrived' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: 'books@example.org',
      to: ['me@example.org', 'you@example.org'],
      user: 'me',
      secure: true,
    });
    expect(mail?.headers.get('to')).toBe('me@example.org, You <you@example.org>');
    expect(mail?.headers.get('message-id')).toBe('<msg_1@example.org>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    const source = mail?.source ?? '';
    expect(mailPart(source, 'text/plain')).toContain('Segments  1,234 spoken');
    expect(mailPart(source, 'text/html')).toContain('<h1 style="font-size:1.2em">“The Lamp” is');
  });

  test('goes over to TLS before it signs in', async () => {
    const server = await mailServer({ ...certificate, ...oneUser });
    const starttls = { security: 'starttls', ca: certificate.cert, ...signedIn } as const;
    expect(await send(target(server.port, starttls))).toEqual({ kind: 'arrived' });
    expect(server.mails[0]).toMatchObject({ user: 'me', secure: true });
  });

  test('sends nothing where TLS is wanted and not offered', async () => {
    const server = await mailServer({ ...oneUser, disabledCommands: ['STARTTLS'] });
    const sent = await send(target(server.port, { security: 'starttls', ...signedIn }));
    expect(sent).toMatchObject({ kind: 'refused', remedy: expect.stringContaining('"security"') });
    expect(server.mails).toEqual([]);
  });

  test('says that a server speaks no TLS at once', async () => {
    const server = await mailServer();
    const sent = await send(target(server.port, { security: 'tls' }));
    expect(sent).toMatchObject({ kind: 'refused', remedy: expect.stringContaining('"security"') });
  });

  test.each(['tls', 'starttls'] as const)(
    'trusts no certificate of its own making: %s',
    async (security) => {
      const server = await mailServer({ ...certificate, secure: security === 'tls' });
      expect(await send(target(server.port, { security }))).toMatchObject({
        kind: 'refused',
        found: expect.stringMatching(/^its certificate is not trusted: .*self-signed certificate/),
        remedy: expect.stringContaining('"ca"'),
      });
      expect(server.mails).toEqual([]);
    },
  );

  test('trusts no certificate of another host', async () => {
    const server = await mailServer({ ...certificate, secure: true });
    const other = { host: '127.0.0.2', security: 'tls', ca: certificate.cert } as const;
    // Linux answers on all of 127/8; elsewhere there is nobody.
    const sent = await send(target(server.port, other));
    expect(sent?.kind).not.toBe('arrived');
    expect(server.mails).toEqual([]);
  });

  test('needs no TLS on this machine itself', async () => {
    const server = await mailServer({ ...certificate });
    expect(await send(target(server.port))).toEqual({ kind: 'arrived' });
    expect(server.mails[0]).toMatchObject({ secure: false, user: undefined });
  });

  test('says that a password is wrong, and not which one it was', async () => {
    const server = await mailServer({ ...certificate, ...oneUser });
    const wrong = {
      security: 'starttls',
      ca: certificate.cert,
      user: 'me',
      password: 'guess',
    } as const;
    const sent = await send(target(server.port, wrong));
    expect(sent).toMatchObject({
      kind: 'refused',
      found: expect.stringContaining('535'),
      remedy: 'Correct "user", or what "password" names.',
    });
    expect(JSON.stringify(sent)).not.toContain('guess');
  });

  test('waits for a server that hangs only so long', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as { port: number };
    const began = performance.now();
    const sent = await send(target(port, { host: '127.0.0.1' }), runMessage(), 300);
    expect(sent).toMatchObject({ kind: 'failed', remedy: expect.stringMatching(/^Look at/) });
    // Nodemailer itself waits for minutes.
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  test('says that nobody listens', async () => {
    const server = await new MailServer().start();
    const { port } = server;
    await server.stop();
    expect(await send(target(port, { host: '127.0.0.1' }))).toMatchObject({
      kind: 'failed',
      found: expect.stringContaining('ECONNREFUSED'),
      remedy: 'Start the mail server, or correct "host" and "port".',
    });
  });

  test('tries again later what a server can’t take now, and not what it never takes', async () => {
    const answer = (responseCode: number): SMTPServerOptions => ({
      onMailFrom: (_address, _session, callback) =>
        callback(Object.assign(new Error('Not now'), { responseCode })),
    });
    const busy = await mailServer(answer(451));
    expect(await send(target(busy.port))).toMatchObject({ kind: 'failed' });
    const never = await mailServer(answer(550));
    expect(await send(target(never.port))).toMatchObject({
      kind: 'refused',
      remedy: 'Correct "from" and "to".',
    });
  });

  test('says whom it did not reach', async () => {
    const server = await mailServer({
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('you') ? new Error('No such user') : null),
    });
    expect(await send(target(server.port))).toEqual({
      kind: 'refused',
      found: 'it arrived, but not at you@example.org, whom the server refused',
      remedy: 'Correct "to" in audiobook.json.',
    });
  });

  test('adds no header and no HTML of a title', async () => {
    const server = await mailServer();
    const [book] = goodRun.published;
    const title = `<img src=x>\r\nBcc: spy@example.org\r\n\r\n${'Ö'.repeat(10_000)}`;
    const message = runMessage({ published: book ? [{ ...book, title }] : [] });
    expect(await send(target(server.port), message)).toEqual({ kind: 'arrived' });
    const [mail] = server.mails;
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.to).toEqual(['me@example.org', 'you@example.org']);
    expect((mail?.headers.get('subject') ?? '').length).toBeLessThan(1_000);
    const html = mailPart(mail?.source ?? '', 'text/html');
    expect(html).toContain('&lt;img src=x&gt; Bcc: spy@example.org');
    expect(html).not.toContain('<img');
  });
});
