import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Who may import whom, besides itself; ARCHITECTURE.md says why. */
const allowed: Record<string, string[]> = {
  'libs/model': [],
  'libs/files': [],
  'libs/text': ['model'],
  'libs/takes': ['model'],
  'libs/engines': ['model', 'files'],
  'libs/audio': ['model', 'files'],
  'libs/settings': ['model'],
  'libs/ledger': ['model'],
  'libs/sharing': [],
  'libs/notify': ['model'],
  'libs/gateway': ['model', 'files', 'engines', 'settings', 'ledger', 'sharing'],
  'libs/pipeline': [
    'model',
    'files',
    'text',
    'takes',
    'engines',
    'audio',
    'settings',
    'ledger',
    'sharing',
    'notify',
  ],
  'tools/nx-audiobook': ['model', 'settings', 'pipeline'],
  'tools/ci': ['model', 'settings'],
  'tools/cache-server': ['model', 'files', 'takes', 'settings'],
};

/** Packages that one place alone may import. */
const kept: Record<string, string> = {
  'fluent-ffmpeg': 'libs/audio/src/run-ffmpeg.ts',
  'node-id3': 'libs/audio/src/id3.ts',
  'espeak-ng': 'libs/engines/src/espeak-ng',
  nodemailer: 'libs/notify',
  nx: 'tools',
  '@nx/devkit': 'tools',
};

/** Places that compute and never touch files or the network. */
const pure = [/^libs\/model\//, /^libs\/text\//, /^libs\/sharing\//];

const sources = globSync('{libs,tools}/*/src/**/*.ts', { cwd: root }).filter(
  (file) => !file.endsWith('.test.ts') && !/\/testing(\.ts|\/)/.test(file),
);

/** Modules that a file names, whether it imports types, values or on demand. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const specifiers = source.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\w*\()\s*'([^']+)'/g);
  return [...specifiers].flatMap((match) => match[1] ?? []);
}

function problemsOf(file: string): string[] {
  const place = file.split('/').slice(0, 2).join('/');
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = normalize(join(dirname(file), specifier));
      return target.startsWith(`${place}/src/`) ? [] : [`${file} must not reach into ${target}`];
    }
    const own = /^@audiobook\/([a-z]+)\//.exec(specifier)?.[1];
    if (own !== undefined) {
      return allowed[place]?.includes(own) ? [] : [`${file} must not import ${specifier}`];
    }
    const keeper = Object.entries(kept).find(
      ([name]) => specifier === name || specifier.startsWith(`${name}/`),
    );
    if (keeper !== undefined && !file.startsWith(keeper[1])) {
      return [`${file} must not import ${specifier}: only ${keeper[1]} does`];
    }
    const impure = /^node:(fs|net|http|https|child_process)/.test(specifier);
    return impure && pure.some((pattern) => pattern.test(file))
      ? [`${file} must not import ${specifier}: it only computes`]
      : [];
  });
}

test('every file imports only what its room may', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.flatMap(problemsOf)).toEqual([]);
});

test('the model imports zod alone', () => {
  const others = sources
    .filter((file) => file.startsWith('libs/model/'))
    .flatMap(importsOf)
    .filter((specifier) => specifier !== 'zod' && !specifier.startsWith('./'));
  expect(others).toEqual([]);
});
