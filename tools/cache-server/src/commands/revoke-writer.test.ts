import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeTakeFile } from '@audiobook/takes/take-file';
import { makeTake } from '@audiobook/takes/testing';
import { describe, expect, test } from 'vitest';
import {
  artefact,
  beginUpload,
  data,
  home,
  run,
  runAside,
  serve,
  tokenOf,
  uploads,
} from '../testing/running-commands.ts';
import { S3Server } from '../testing/s3-server.ts';

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
