import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3Place } from '@audiobook/cache-server/store/s3-client';
import { listObjects } from '@audiobook/cache-server/store/s3-list';
import { S3Store } from '@audiobook/cache-server/store/s3-store';
import { describeStore } from '@audiobook/cache-server/testing/store-contract';
import { afterAll, test } from 'vitest';

/**
 * A bucket of a real store, as JSON: endpoint, bucket, region, accessKeyId, secretAccessKey. What the tests put into it
 * lies below audiobook-test/ and is removed.
 */
const said = process.env.AUDIOBOOK_TEST_S3;

if (said === undefined) {
  test.skip('S3Store with a real store: AUDIOBOOK_TEST_S3 names none', () => undefined);
} else {
  const uploads = mkdtempSync(join(tmpdir(), 'cache-s3-'));
  const place: S3Place = { ...JSON.parse(said), prefix: 'audiobook-test/' };
  const client = new S3Client(place);
  const empty = async () => {
    for await (const { key } of listObjects(client, ''))
      await client.ask({ method: 'DELETE', key });
  };
  afterAll(async () => {
    await empty();
    rmSync(uploads, { recursive: true });
  });
  const openStore = () => new S3Store({ ...place, uploads });
  describeStore('S3Store with a real store', async () => {
    await empty();
    return {
      store: openStore(),
      again: openStore,
      async damage({ kind, scope, id }) {
        const key = `${kind}/${scope}/${id.slice(0, 2)}/${id}`;
        const headers = { 'x-amz-meta-entry': 'another' };
        await client.ask({ method: 'PUT', key, body: { text: 'x' }, headers });
      },
    };
  });
}
