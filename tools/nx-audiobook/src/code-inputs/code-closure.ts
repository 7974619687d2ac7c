import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What a module runs: files of this repository, and packages. */
export interface CodeClosure {
  /** Paths from the workspace's root, sorted. */
  files: string[];
  /** Names of packages, sorted; Node's own are left out. */
  packages: string[];
}

/**
 * Follows a module's imports through this repository. Types are erased before anything runs, so
 * `import type` is not followed; what is loaded on demand or run as a process of its own is.
 */
export function codeClosure(workspace: string, entry: string): CodeClosure {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of importsOf(readFileSync(join(workspace, file), 'utf8'))) {
      const target = resolveModule(workspace, file, specifier);
      if (target !== undefined) visit(target);
      else if (!specifier.startsWith('node:')) packages.add(packageOf(specifier));
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

const patterns = [
  /^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\('([^']+)'\)/g,
  /\bcreateRequire\([^)]*\)\('([^']+)'\)/g,
  /\brequire(?:\.resolve)?\('([^']+)'\)/g,
];

/** A script that is run as a process: always relative, whether it begins with a dot or not. */
const ownScript = /\bnew URL\('(?:\.\/)?([^':]+)',\s*import\.meta\.url\)/g;

function importsOf(source: string): string[] {
  const found = (pattern: RegExp) =>
    [...source.matchAll(pattern)].flatMap((match) => match[1] ?? []);
  return [...patterns.flatMap(found), ...found(ownScript).map((script) => `./${script}`)];
}

function resolveModule(workspace: string, from: string, specifier: string): string | undefined {
  const own = /^@audiobook\/([a-z]+)\/(.+)$/.exec(specifier);
  if (own !== null) return `libs/${own[1]}/src/${own[2]}.ts`;
  if (!specifier.startsWith('.')) return undefined;
  const file = normalize(join(dirname(from), specifier));
  return existsSync(join(workspace, file)) ? file : undefined;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
