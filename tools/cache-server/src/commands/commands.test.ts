import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { encodeTakeFile } from '@audiobook/takes/take-file';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configure } from '../configure.ts';
import { artefactOf } from '../testing/artefacts.ts';
import { S3Server } from '../testing/s3-server.ts';
import { makeAccessToken } from './make-access-token.ts';

const program = join(import.meta.dirname, '..', 'main.ts');
/** Programs start sooner with it. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'cache-server-tests') };
const artefact = artefactOf('dist/a', randomBytes(50_000));

let home: string;
let data: string;
let servers: ChildProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cache-commands-'));
  data = join(home, 'data');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) {
    if (server.exitCode !== null || server.signalCode !== null) continue;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }
  rmSync(home, { recursive: true });
});

function run(...args: string[]): { code: number | null; out: string; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout, said: stderr };
}

const tokenOf = (...args: string[]) => run('token', `--data=${data}`, ...args).out.trim();

/** Starts a server as a process; `where` is what says where its data are. */
async function serve(...where: string[]) {
  const child = spawn(
    process.execPath,
    [program, 'serve', '--port=0', ...(where.length > 0 ? where : [`--data=${data}`])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    },
  );
  servers.push(child);
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  await expect.poll(() => said).toMatch(/listens on http/);
  const url = /listens on (\S+);/.exec(said)?.[1] ?? '';
  const ask = async (token: string, method: string, path: string, body?: Buffer) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: new Uint8Array(body) }),
    });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { child, url, said: () => said, ask };
}

/** Begins an upload, and goes on with it when it is told to. */
function beginUpload(url: string, token: string, hash: number) {
  const headers = { authorization: `Bearer ${token}`, 'content-length': artefact.length };
  const asked = request(`${url}/v1/cache/${hash}`, { method: 'PUT', headers });
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  asked
    .on('response', (answer) => resolve(answer.resume().statusCode))
    .on('error', () => resolve(undefined));
  asked.write(artefact.subarray(0, 20_000));
  return { status: promise, finish: () => void asked.end(artefact.subarray(20_000)) };
}

const uploads = () => readdirSync(join(data, 'uploads'));

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

describe('cache-server:serve', () => {
  test('says what is wrong with its settings, with line and column, and with its port', async () => {
    const settings = join(home, 'cache-server.json');
    const problemOf = async (file: string, content?: string) => {
      if (content !== undefined) writeFileSync(file, content);
      const configured = await configure({ settings: file });
      return configured.ok ? 'none' : describeFailure(configured.failure);
    };
    const s3 = {
      ...{ endpoint: 'http://x', bucket: 'abc' },
      ...{ accessKeyId: { env: 'NOT_SET_ANYWHERE' }, secretAccessKey: { env: 'X' } },
    };
    expect(await problemOf(settings, JSON.stringify({ s3 }))).toContain(
      'the environment variable NOT_SET_ANYWHERE is not set',
    );
    expect(await problemOf(settings, '{ "s3": {} }')).toContain('"s3.endpoint": it is missing');
    expect(await problemOf(settings, '{ "folder": "x" }')).toContain(
      'there is no "folder"; there are host, port, data, s3, limits',
    );
    expect(await problemOf(join(home, 'none.json'))).toContain('there is no such file');
    writeFileSync(settings, '{\n  "limits": { "artefactGb": 9 }\n}');
    const wrong = run('serve', `--settings=${settings}`);
    expect([wrong.code, wrong.said]).toEqual([
      1,
      expect.stringContaining(`${settings}:2:29: "limits.artefactGb": it has to be at most 5`),
    ]);
    const server = await serve();
    const port = new URL(server.url).port;
    expect(run('serve', `--data=${data}`, `--port=${port}`).said).toMatch(
      /EADDRINUSE.*Free the port, or choose another/s,
    );
    expect(run('serve', `--data=${data}`, '--port=x').said).toContain('the port is "x"');
    expect(run('sevre').said).toContain('There are serve, token, revoke, status.');
    expect(run('serve', '--prot=1').said).toContain("Unknown option '--prot'");
  });

  test('killed with -9 in mid-upload it leaves no entry, and the next one tidies up', async () => {
    const token = tokenOf('--writer=ci', '--scope=main');
    const first = await serve();
    expect((await first.ask(token, 'PUT', '/v1/cache/1', artefact)).status).toBe(200);
    const upload = beginUpload(first.url, token, 2);
    await expect.poll(uploads).toHaveLength(1);
    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    expect(await upload.status).toBeUndefined();
    expect(uploads()).toHaveLength(1);
    const second = await serve();
    expect(uploads()).toEqual([]);
    expect((await second.ask(token, 'GET', '/v1/cache/2')).status).toBe(404);
    expect((await second.ask(token, 'GET', '/v1/cache/1')).bytes.equals(artefact)).toBe(true);
    expect((await second.ask(token, 'PUT', '/v1/cache/2', artefact)).status).toBe(200);
  });

  test('told to end it finishes uploads under way, and takes no more', async () => {
    const token = tokenOf('--writer=ci', '--scope=main');
    const server = await serve();
    const upload = beginUpload(server.url, token, 3);
    await expect.poll(uploads).toHaveLength(1);
    const ended = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await expect.poll(server.said).toContain('SIGTERM: ends what is under way');
    await expect(server.ask(token, 'GET', '/v1/cache/3')).rejects.toThrow();
    upload.finish();
    expect(await upload.status).toBe(200);
    expect(await ended).toEqual([0, null]);
    expect(existsSync(join(data, 'artefacts', 'main', '3', '3'))).toBe(true);
  });

  test('two servers of one folder keep the first of a name', async () => {
    const token = tokenOf('--writer=ci', '--scope=main');
    const both = [await serve(), await serve()];
    const uploads = both.map(({ url }) => beginUpload(url, token, 4));
    for (const { finish } of uploads) finish();
    const statuses = await Promise.all(uploads.map(({ status }) => status));
    expect(statuses.toSorted()).toEqual([200, 409]);
  });
});

describe('cache-server:revoke', () => {
  test('removes what came from a writer, in all scopes, while servers run, and says how much', async () => {
    const token = tokenOf('--writer=pull-5', '--scope=pull/5', '--reads=main');
    const other = tokenOf('--writer=pull-5-too', '--scope=pull/5');
    const main = tokenOf('--writer=pull-5', '--scope=main');
    const server = await serve();
    const take = makeTake('evil');
    for (const [by, hash] of [
      [token, 10],
      [token, 11],
      [other, 12],
      [main, 13],
    ] as const) {
      expect((await server.ask(by, 'PUT', `/v1/cache/${hash}`, artefact)).status).toBe(200);
    }
    await server.ask(token, 'PUT', `/v1/takes/${take.key}`, encodeTakeFile(take));
    const underWay = beginUpload(server.url, token, 14);
    await expect.poll(uploads).toHaveLength(1);
    const { code, out } = run('revoke', `--data=${data}`, '--writer=pull-5', '--artefacts=own');
    expect(code).toBe(0);
    expect(out).toContain(
      'The tokens of pull-5 are refused from now on.\nRemoved 3 artefacts, 150',
    );
    expect(out).toMatch(/Removed 1 take, 2\.\d kB\./);
    underWay.finish();
    expect(await underWay.status).toBe(401);
    for (const hash of [10, 11, 13, 14])
      expect((await server.ask(other, 'GET', `/v1/cache/${hash}`)).status).toBe(404);
    expect((await server.ask(other, 'GET', '/v1/cache/12')).status).toBe(200);
    expect((await server.ask(token, 'GET', '/v1/cache/12')).status).toBe(401);
    const again = run('token', `--data=${data}`, '--writer=pull-5', '--scope=main');
    expect([again.code, again.said]).toEqual([
      1,
      expect.stringContaining('pull-5 was revoked, and is for good'),
    ]);
    expect(run('status', `--data=${data}`).out).toMatch(
      /1 artefact, 50\.\d kB \(of 50 GB\)\n {4}pull\/5: 1 artefact/,
    );
  });

  test('removes what others made of it too, but not what they spoke, and does so again when told again', async () => {
    const box = tokenOf('--writer=gpu-box', '--scope=main');
    const ci = tokenOf('--writer=main-ci', '--scope=main');
    const pull = tokenOf('--writer=pull-1', '--scope=pull/1', '--reads=main');
    const server = await serve();
    const [evil, good] = [makeTake('evil'), makeTake('good')];
    const give = (token: string, take: typeof evil) =>
      server.ask(token, 'PUT', `/v1/takes/${take.key}`, encodeTakeFile(take));
    const make = (token: string, hash: number) =>
      server.ask(token, 'PUT', `/v1/cache/${hash}`, artefact);
    await give(box, evil);
    await give(ci, good);
    await make(ci, 10);
    await make(pull, 11);
    const typo = run('revoke', `--data=${data}`, '--writer=gpu-bxo').out;
    expect(typo).toMatch(
      /Nothing here is of that writer; names are exact\..*\nRemoved 0 artefacts, 0 bytes\.\n/,
    );
    expect((await server.ask(ci, 'GET', '/v1/cache/10')).status).toBe(200);
    const revoke = () => run('revoke', `--data=${data}`, '--writer=gpu-box').out;
    expect(revoke()).toMatch(
      /Removed 2 artefacts, 100\.\d kB, of others.*\nRemoved 0 artefacts, 0 bytes\.\nRemoved 1 take,/,
    );
    expect((await server.ask(ci, 'GET', '/v1/cache/10')).status).toBe(404);
    expect((await server.ask(pull, 'GET', '/v1/cache/11')).status).toBe(404);
    expect((await server.ask(ci, 'GET', `/v1/takes/${evil.key}`)).status).toBe(404);
    expect((await server.ask(ci, 'GET', `/v1/takes/${good.key}`)).status).toBe(200);
    // A run that had read it before was still under way.
    await make(ci, 10);
    expect(revoke()).toContain('Removed 1 artefact, ');
    expect((await server.ask(ci, 'GET', '/v1/cache/10')).status).toBe(404);
    const wrong = run('revoke', `--data=${data}`, '--writer=a', '--artefacts=none');
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('--artefacts="none"')]);
  });

  test('does the same in a bucket', async () => {
    const bucket = new S3Server();
    await bucket.start();
    const { accessKeyId, secretAccessKey, ...place } = bucket.place;
    writeFileSync(join(home, 'id.txt'), accessKeyId);
    writeFileSync(join(home, 'secret.txt'), `${secretAccessKey}\n`);
    const settings = join(home, 'cache-server.json');
    const s3 = {
      ...place,
      accessKeyId: { file: 'id.txt' },
      secretAccessKey: { file: 'secret.txt' },
    };
    writeFileSync(settings, JSON.stringify({ data: 'data', s3 }));
    const where = `--settings=${settings}`;
    const child = await runAside('token', where, '--writer=ci', '--scope=main');
    const token = child.out.trim();
    const server = await serve(where);
    expect((await server.ask(token, 'PUT', '/v1/cache/1', artefact)).status).toBe(200);
    expect((await server.ask(token, 'PUT', '/v1/cache/1', artefact)).status).toBe(409);
    expect((await server.ask(token, 'GET', '/v1/cache/1')).bytes.equals(artefact)).toBe(true);
    const take = makeTake('one');
    expect(
      (await server.ask(token, 'PUT', `/v1/takes/${take.key}`, encodeTakeFile(take))).status,
    ).toBe(201);
    expect(
      (await server.ask(token, 'GET', `/v1/takes/${take.key}`)).bytes.equals(encodeTakeFile(take)),
    ).toBe(true);
    const revoked = await runAside('revoke', where, '--writer=ci');
    expect(revoked.out).toMatch(/Removed 1 artefact.*Removed 1 take/s);
    expect([...bucket.objects.keys()]).toEqual([expect.stringMatching(/^books\/revoked\//)]);
    await expect.poll(async () => (await server.ask(token, 'GET', '/v1/cache/1')).status).toBe(401);
    expect(uploads()).toEqual([]);
    await bucket.stop();
  });
});

/** Runs a command while this process answers others. */
async function runAside(...args: string[]): Promise<{ out: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  const pieces = Array.fromAsync(child.stdout as AsyncIterable<Buffer>);
  await once(child, 'exit');
  return { out: Buffer.concat(await pieces).toString() };
}
