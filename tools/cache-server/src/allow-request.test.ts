import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artefactOf } from './testing/artefacts.ts';
import { RunningServer } from './testing/running-server.ts';
import { makeToken, readToken } from './token.ts';
import { Writer } from './writer.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await RunningServer.start();
});
afterAll(() => server.remove());

const artefact = artefactOf('dist/a', randomBytes(2_000));
const paths = [
  '/v1/cache/1',
  '/v1/cache/..',
  `/v1/takes/${'0'.repeat(64)}`,
  '/v1/takes/which',
  '/v1/x',
  '/',
];

describe('without a token that is right', () => {
  test('nothing is answered, whatever is asked, and in the form that its client understands', async () => {
    const right = server.token('main-ci', 'main');
    expect(await server.ask(right, 'PUT', '/v1/cache/1', artefact)).toMatchObject({ status: 200 });
    const { access } = readToken(right, server.key) as { access: never };
    const wrong = {
      none: undefined,
      garbage: 'garbage',
      forged: makeToken(access, randomBytes(32)),
      changed: right.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
      expired: server.token('main-ci', 'main', [], -1),
    };
    for (const [name, token] of Object.entries(wrong)) {
      for (const path of paths) {
        for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
          const body = method === 'GET' ? undefined : artefact;
          const { status, text, headers } = await server.ask(token, method, path, body);
          expect([name, method, path, status]).toEqual([name, method, path, 401]);
          expect(headers.get('www-authenticate')).toBe('Bearer');
          const message = path.startsWith('/v1/cache') ? text : JSON.parse(text).error.message;
          expect(message).toContain('cache-server:token');
        }
      }
    }
    expect((await server.ask(right, 'GET', '/v1/cache/1')).bytes.equals(artefact)).toBe(true);
  });

  test('a writer that is revoked is refused at once, and what it had under way counts for nobody', async () => {
    const evil = server.token('pull-9', 'pull/9', ['main']);
    const friend = server.token('friend-of-9', 'other', ['pull/9']);
    expect(await server.ask(evil, 'PUT', '/v1/cache/2', artefact)).toMatchObject({ status: 200 });
    expect(await server.ask(friend, 'GET', '/v1/cache/2')).toMatchObject({ status: 200 });
    // Its entries are not looked through yet.
    await server.store.revoke(Writer.parse('pull-9'));
    const refused = await server.ask(evil, 'GET', '/v1/cache/1');
    expect(refused).toMatchObject({
      status: 401,
      text: expect.stringContaining('the tokens of pull-9 were revoked'),
    });
    expect(await server.ask(evil, 'PUT', '/v1/cache/3', artefact)).toMatchObject({ status: 401 });
    expect(await server.ask(friend, 'GET', '/v1/cache/2')).toMatchObject({ status: 404 });
    const heir = server.token('pull-9-again', 'pull/9');
    expect(await server.ask(heir, 'PUT', '/v1/cache/2', artefact)).toMatchObject({ status: 200 });
    expect(await server.ask(friend, 'GET', '/v1/cache/2')).toMatchObject({ status: 200 });
  });
});
