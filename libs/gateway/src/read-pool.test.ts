import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { describe, expect, it, onTestFinished } from 'vitest';
import { poolSchema } from './pool-schema.ts';
import { readPool } from './read-pool.ts';

function workspaceWith(pool?: string): string {
  const root = mkdtempSync(join(tmpdir(), 'pool-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'gpu-runner'));
  if (pool !== undefined) writeFileSync(join(root, 'gpu-runner', 'pool.json'), pool);
  return root;
}

async function problemOf(pool: string): Promise<string> {
  const root = workspaceWith(pool);
  const read = await readPool(root);
  return read.ok ? '' : describeFailure(read.failure).replaceAll(root, '');
}

describe('readPool()', () => {
  it('says nothing without a file', async () => {
    expect(await readPool(workspaceWith())).toEqual({ ok: true, value: {} });
  });

  it.each([
    [
      '{ "slots": [{ "kind": "endpoint", "url": "gpu-box:8880", "engine": "kokoro" }] }',
      'pool.json:1:42: "slots.0.url": it is no address such as',
    ],
    [
      '{\n  "slots": [\n    { "kind": "endpoint", "url": "http://a", "engine": "k", "dialect": "kokoro" }\n  ]\n}',
      'pool.json:3:72: "slots.0.dialect": ',
    ],
    ['{ "slots": [{ "kind": "embedded", "cuont": 2 }] }', 'there is no "cuont"'],
    ['{ "slots": [] ', 'pool.json:1:15: this is not JSON: '],
    ['{ "listen": { "port": 80000 } }', 'pool.json:1:23: "listen.port": '],
  ])('says where %s is wrong', async (pool, problem) => {
    expect(await problemOf(pool)).toContain(problem);
  });

  it('tells two slots of one name apart', async () => {
    const slot = '{ "kind": "endpoint", "url": "http://gpu:1", "engine": "k" }';
    const problem = await problemOf(`{ "slots": [${slot}, ${slot}] }`);
    expect(problem).toContain('two entries are called “gpu:1”');
  });

  it('takes an embedded engine once', async () => {
    const problem = await problemOf(
      '{ "slots": [{ "kind": "embedded" }, { "kind": "embedded" }] }',
    );
    expect(problem).toContain('two entries are for the embedded engine “espeak-ng”');
  });
});

describe('poolSchema()', () => {
  it('is what editors find beside pool.json: npm run schema', () => {
    const file = join(import.meta.dirname, '../../../gpu-runner/pool.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(poolSchema())),
    );
  });
});
