import { fail, ok, type Result } from '@audiobook/model/result';
import { z } from 'zod';
import { askCommand } from './ask-command.ts';

/**
 * The books, by their slugs in order, that differ between a commit and the working folder's: those of which a file
 * differs, and all where a voice or their shared lexicon does. Of what is gone there is nothing to make. An empty base stands for "nobody
 * knows what differs": all books.
 *
 * `nx affected` would say more: a deleted file affects everything there, and so does a change of code, of which what
 * is made need not be made again.
 *
 * Fails where git does not have the commit, or Nx can't say which books there are.
 */
export async function affectedBooks(base: string): Promise<Result<string[]>> {
  const changed = base === '' ? undefined : await changedFiles(base);
  if (changed !== undefined && !changed.ok) return changed;
  if (changed?.value.length === 0) return ok([]);
  const books = await allBooks();
  if (!books.ok || changed === undefined) return books;
  if (changed.value.some((file) => ofAllBooks.test(file))) return books;
  const touched = new Set(changed.value.map((file) => /^books\/([^/]+)\//.exec(file)?.[1]));
  return ok(books.value.filter((slug) => touched.has(slug)));
}

/** Files that all books are made of. */
const ofAllBooks = /^voices\/[^/]+\/|^books\/lexicon\.json$/;

/** Files of books and voices that differ; of one that was renamed, both names. */
async function changedFiles(base: string): Promise<Result<string[]>> {
  const doing = `looking up what has changed since ${base}`;
  const args = ['--name-only', '-z', '--no-renames', '--end-of-options', base, 'HEAD'];
  const listed = await askCommand('git', 'diff', ...args, '--', 'books', 'voices');
  if (listed.ok) return ok(listed.output.split('\0').filter((file) => file !== ''));
  return fail({
    kind: 'bad-request',
    doing,
    found: listed.said,
    remedy:
      'Name a commit that this clone has; CI’s clones are often shallow: git fetch --unshallow',
  });
}

async function allBooks(): Promise<Result<string[]>> {
  const doing = 'listing the books';
  const asked = await askCommand('nx', 'show', 'projects', '--projects=tag:type:book', '--json');
  const remedy = 'See what this says: npx nx show projects';
  if (!asked.ok) return fail({ kind: 'bad-request', doing, found: asked.said, remedy });
  // A notice of Nx may stand before it.
  const listed = asked.output.trim().split('\n').at(-1) ?? '';
  const books = z.array(z.string()).safeParse(parseJson(listed));
  if (books.success) return ok(books.data.sort());
  return fail({ kind: 'bad-request', doing, found: `nx said: ${listed.slice(0, 200)}`, remedy });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
