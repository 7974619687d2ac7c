import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bookTargets } from '../book-targets.ts';
import { chapterTargets } from '../chapter-targets.ts';
import { codeClosure } from './code-closure.ts';
import { cachedTargets, declaredCode } from './declared-code.ts';

const workspace = join(import.meta.dirname, '..', '..', '..', '..');
const { namedInputs } = JSON.parse(readFileSync(join(workspace, 'nx.json'), 'utf8'));
const targets = { ...bookTargets('b'), ...chapterTargets('b', 'books/b/chapters/01') };

test('nx.json declares exactly the code that each cached target runs: npm run inputs', () => {
  expect(namedInputs).toMatchObject(declaredCode(workspace));
});

/**
 * What a target runs and yet does not declare. The engine that speaks is named by the model in
 * segments.json, and encoders of any version make the same audio to the ear: neither an upgrade of
 * the one nor of the other may make finished books dirty.
 */
const undeclared = ['espeak-ng', '@ffmpeg-installer/ffmpeg', 'execa'];

describe.each(cachedTargets)('%s', (target) => {
  const { packages } = codeClosure(workspace, `tools/nx-audiobook/src/executors/${target}.ts`);
  const inputs = targets[target]?.inputs ?? [];
  const declared = inputs.flatMap((input) =>
    typeof input === 'object' && 'externalDependencies' in input ? input.externalDependencies : [],
  );

  test('declares its own code', () => {
    expect(inputs).toContain(`${target}Code`);
  });

  test('declares the packages that it runs, and no others', () => {
    const needed = packages.filter((name) => !undeclared.includes(name));
    // Sentences are cut by Node's own tables (ICU), which differ between its versions.
    const brought = target === 'script' ? ['node'] : [];
    expect([...declared].sort()).toEqual([...needed, ...brought].sort());
  });

  test('is cached, and says what it does', () => {
    expect(targets[target]).toMatchObject({
      cache: true,
      metadata: { description: expect.any(String) },
    });
  });
});
