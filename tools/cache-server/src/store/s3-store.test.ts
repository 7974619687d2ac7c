import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scopeFolder } from '../scope.ts';
import { S3Server } from '../testing/s3-server.ts';
import { describeStore, nameOf, uploadOf } from '../testing/store-contract.ts';
import type { EntryName } from './entry.ts';
import { S3Store } from './s3-store.ts';

const uploads = mkdtempSync(join(tmpdir(), 'cache-s3-'));
const server = new S3Server();
beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  rmSync(uploads, { recursive: true });
});
beforeEach(() => server.objects.clear());

const openStore = () => new S3Store({ ...server.place, uploads });
const objectOf = ({ kind, scope, id }: EntryName) =>
  server.objects.get(`books/${kind}/${scopeFolder(scope)}/${id.slice(0, 2)}/${id}`);

describeStore('S3Store', async () => ({
  store: openStore(),
  again: openStore,
  async damage(name) {
    Object.assign(objectOf(name)?.headers ?? {}, { 'x-amz-meta-sha256': 'none' });
  },
  async age(name, milliseconds) {
    Object.assign(objectOf(name) ?? {}, { modifiedAt: Date.now() - milliseconds });
  },
}));

describe('S3Store', () => {
  test('refuses a store that would overwrite, and says what a store refuses', async () => {
    server.knowsIfNoneMatch = false;
    expect(await openStore().prepare()).toContain('does not know If-None-Match');
    server.knowsIfNoneMatch = true;
    expect(server.objects.size).toBe(0);
    const stranger = new S3Store({ ...server.place, secretAccessKey: 'another', uploads });
    expect(await stranger.prepare()).toMatch(/answered with 403, SignatureDoesNotMatch: A test's/);
    const nowhere = new S3Store({ ...server.place, bucket: 'nowhere', uploads });
    expect(await nowhere.prepare()).toContain('answered with 404, NoSuchBucket');
    const nobody = new S3Store({ ...server.place, endpoint: 'http://127.0.0.1:1', uploads });
    expect(await nobody.prepare()).toContain('no answer of http://127.0.0.1:1');
  });

  test('asks again where a store wants less at a time, and says so where that does not help', async () => {
    const store = openStore();
    const upload = await uploadOf(store, 'body');
    server.failures.push(503, 500);
    expect(await store.put(nameOf('1'), upload)).toBe('stored');
    server.failures.push(503, 503, 503);
    await expect(store.record(nameOf('1'))).rejects.toThrow('was answered with 503');
  });

  test('sends no body that is not the one that was received', async () => {
    const store = openStore();
    const upload = await uploadOf(store, 'body');
    upload.record.sha256 = '0'.repeat(64);
    await expect(store.put(nameOf('1'), upload)).rejects.toThrow('XAmzContentSHA256Mismatch');
    expect(server.objects.size).toBe(0);
  });
});
