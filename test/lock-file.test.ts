import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

test('the lock file lists Nx for all ten platforms, at one version', () => {
  const version = packages['node_modules/nx'].version;
  const platforms = Object.keys(packages['node_modules/nx'].optionalDependencies);
  expect(platforms).toHaveLength(10);
  for (const name of platforms) expect(packages[`node_modules/${name}`]?.version).toBe(version);
});

test('the lock file lists every package that another names for some platform', () => {
  const listed = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const named = Object.values<{ optionalDependencies?: object }>(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !listed.has(name))).toEqual([]);
});

test('the lock file brings Node 24', () => {
  expect(packages['node_modules/node'].version).toMatch(/^24\./);
});
