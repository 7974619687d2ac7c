import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { describe, expect, test } from 'vitest';
import { configure } from '../configure.ts';
import {
  artefact,
  beginUpload,
  data,
  home,
  run,
  serve,
  tokenOf,
  uploads,
} from '../testing/running-commands.ts';

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
