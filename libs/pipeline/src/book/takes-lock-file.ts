import type { Result } from '@audiobook/model/result';
import { type LockedTake, TakesLock } from '@audiobook/model/takes-lock';
import { readSettings } from '@audiobook/settings/read-settings';
import type { BookPaths } from './book-paths.ts';

/** Reads a book's takes.lock.json; without one, nothing is locked. */
export function readTakesLock({ lock: file, slug }: BookPaths): Promise<Result<TakesLock>> {
  const doing = `reading the accepted takes of ${slug}`;
  return readSettings({ file, schema: TakesLock, doing, absent: { models: {}, chapters: {} } });
}

/**
 * A lock as its file says it: sorted, and one segment a line, so that git merges what was accepted of
 * different segments. The same lock is the same text. Chapters and engines without an entry are left out.
 */
export function formatTakesLock({ models, chapters }: TakesLock): string {
  const engines = sorted(models)
    .filter(([, identities]) => identities.length > 0)
    .map(([engine, identities]) =>
      listOf(
        '[',
        `  ${JSON.stringify(engine)}: `,
        [...new Set(identities)].sort().map((identity) => `   ${JSON.stringify(identity)}`),
        '  ]',
      ),
    );
  const folders = sorted(chapters)
    .filter(([, takes]) => Object.keys(takes).length > 0)
    .map(([folder, takes]) =>
      listOf(
        '{',
        `  ${JSON.stringify(folder)}: `,
        sorted(takes).map(([id, take]) => lineOf(id, take)),
        '  }',
      ),
    );
  return [
    '{',
    `${listOf('{', ' "models": ', engines, ' }')},`,
    listOf('{', ' "chapters": ', folders, ' }'),
    '}',
    '',
  ].join('\n');
}

function lineOf(id: string, { key, digest }: LockedTake): string {
  return `   ${JSON.stringify(id)}: { "key": "${key}", "digest": "${digest}" }`;
}

function listOf(open: string, head: string, items: readonly string[], close: string): string {
  if (items.length === 0) return `${head}${open}${close.trim()}`;
  return `${head}${open}\n${items.join(',\n')}\n${close}`;
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
