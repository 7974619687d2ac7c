import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { describe, expect, test } from 'vitest';
import { artefact, data, home, run, serve, tokenOf } from '../testing/running-commands.ts';
import { makeAccessToken } from './make-access-token.ts';

describe('cache-server:token', () => {
  test('prints a token alone, or writes it to a file of the user’s alone', async () => {
    const printed = run(
      'token',
      `--data=${data}`,
      '--writer=pull-123',
      '--scope=pull/123',
      '--reads=main',
      '--days=1',
    );
    expect(printed.code).toBe(0);
    expect(printed.out).toMatch(/^abk1\.[\w-]+\.[\w-]{43}\n$/);
    expect(printed.said).toMatch(
      /^pull-123: reads pull\/123, then main; writes pull\/123; until \d{4}-/,
    );
    const out = join(home, 'token.txt');
    const written = run(
      'token',
      `--data=${data}`,
      '--writer=laptop',
      '--reads=main',
      `--out=${out}`,
    );
    expect([written.code, written.out]).toEqual([0, '']);
    expect(written.said).toContain('laptop: reads main; writes nothing');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(
      run('token', `--data=${data}`, '--writer=laptop', '--reads=main', `--out=${out}`).code,
    ).toBe(1);
    const server = await serve();
    const token = readFileSync(out, 'utf8').trim();
    expect((await server.ask(token, 'GET', '/v1/cache/1')).status).toBe(404);
    expect((await server.ask(token, 'PUT', '/v1/cache/1', artefact)).status).toBe(403);
  });

  test.each([
    [{ writer: '', scope: 'main' }, '--writer="": it is no name of a writer'],
    [{ scope: 'main' }, 'Name who writes: --writer=main-ci.'],
    [{ writer: 'a' }, 'it would read and write nothing'],
    [{ writer: 'a', scope: '../x' }, '"../x": it is no scope, such as main or pull/123'],
    [{ writer: 'a', scope: 'Main' }, '"Main": it is no scope'],
    [{ writer: 'a', scope: 'main', days: '0' }, '--days="0"'],
    [{ writer: 'a', scope: 'main', days: 'soon' }, 'Give a number of days, at most 3650.'],
  ])('says what is wrong with %j', async (options, problem) => {
    const made = await makeAccessToken({ ...options, data });
    expect(made.ok ? 'a token' : describeFailure(made.failure)).toContain(problem);
    expect(existsSync(data)).toBe(false);
  });

  test('makes the key once, for its owner alone, and refuses one that others may read', () => {
    tokenOf('--writer=a', '--scope=main');
    const file = join(data, 'signing-key');
    const key = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    tokenOf('--writer=b', '--scope=main');
    expect(readFileSync(file, 'utf8')).toBe(key);
    chmodSync(file, 0o640);
    expect(run('serve', `--data=${data}`, '--port=0').said).toContain(
      'others than its owner may read it',
    );
    chmodSync(file, 0o600);
    writeFileSync(file, 'short');
    expect(run('token', `--data=${data}`, '--writer=b', '--scope=main').said).toContain(
      'it is no key',
    );
  });
});
