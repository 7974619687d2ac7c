import { describeCount } from '@audiobook/model/describe-count';
import { fail, ok, type Result } from '@audiobook/model/result';
import { TakeGiver } from '@audiobook/takes/shared-takes/take-giver';
import type { BookPaths } from './book/book-paths.ts';
import type { Surroundings } from './stage-event.ts';
import { bookKeys } from './takes/book-keys.ts';
import { openUserStore } from './takes/open-store.ts';

/**
 * The `share` target of the takes: hands those out to other machines that a book's scripts ask for, that this machine's
 * store has and the shared takes lack, but for what was fetched from shared takes. `synthesize` does so for all that it
 * speaks.
 */
export async function shareBookTakes(
  book: BookPaths,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const doing = `sharing the takes of ${book.slug}`;
  const store = openUserStore(book.workspace, emit);
  const keys = await bookKeys(book, store);
  if (!keys.ok) return keys;
  const shared = await store.shared();
  if (!shared.ok) return shared;
  const server = shared.value;
  if (server === undefined) {
    return fail({
      kind: 'bad-request',
      doing,
      found: 'this workspace shares no takes',
      remedy:
        'Name a cache server: "sharedTakes": {"url": "https://cache.example.org"} in audiobook.json.',
    });
  }
  const held = await server.which(keys.value, signal);
  if (!held.ok) return held;
  if (!held.value.writable) {
    const remedy = 'Ask whoever runs the server for a token that may write.';
    return fail({
      kind: 'bad-request',
      doing,
      found: `${server.name} lets you read alone`,
      remedy,
    });
  }
  const giver = new TakeGiver(store, server, signal);
  const stored = await store.which(keys.value);
  for (const key of stored.difference(held.value.keys)) giver.give(key);
  const { given, refused, failure } = await giver.finished();
  const already = held.value.keys.size;
  const lacking = keys.value.difference(stored).difference(held.value.keys).size;
  const message = [
    `${server.name}: ${describeCount(given, 'take')} of ${book.slug} shared, ${describeCount(already)} were there already.`,
    ...(lacking > 0 ? [`${describeCount(lacking, 'segment')} without a take.`] : []),
  ].join(' ');
  emit({ kind: 'done', message });
  if (refused !== undefined) {
    emit({ kind: 'notice', message: `The server refused some, such as ${refused}` });
  }
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  return failure === undefined ? ok() : fail(failure);
}
