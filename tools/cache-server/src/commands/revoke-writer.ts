import { describeCount } from '@audiobook/model/describe-count';
import { fail, ok, type Result } from '@audiobook/model/result';
import { eachBounded } from '@audiobook/takes/each-bounded';
import { type Chosen, configure } from '../configure.ts';
import { describeBytes } from '../describe-bytes.ts';
import { type EntryKind, entryKinds } from '../store/entry.ts';
import type { EntryStore } from '../store/entry-store.ts';
import { Writer } from '../writer.ts';

const doing = 'revoking a writer';

/** Refuses a writer's tokens from now on, removes all that came from it, and says how much that was. */
export async function revokeWriter(
  options: Chosen & { writer?: string | undefined },
): Promise<Result<undefined>> {
  const writer = Writer.safeParse(options.writer ?? '');
  if (!writer.success) {
    const found = `--writer="${options.writer ?? ''}": ${writer.error.issues[0]?.message}`;
    return fail({
      kind: 'bad-request',
      doing,
      found,
      remedy: 'Name the writer, as its token says it: --writer=pull-123.',
    });
  }
  const configured = await configure(options);
  if (!configured.ok) return configured;
  const { store } = configured.value;
  const problem = await store.prepare();
  if (problem !== undefined) {
    const found = `${store.place}: ${problem}`;
    return fail({ kind: 'bad-request', doing, found, remedy: 'Correct cache-server.json.' });
  }
  // First, so that nothing comes behind what is looked through.
  await store.revoke(writer.data);
  console.log(`The tokens of ${writer.data} are refused from now on.`);
  for (const kind of entryKinds) console.log(await removeAll(store, kind, writer.data));
  console.log(
    'What was fetched from it already lies in caches elsewhere: tools/cache-server/README.md says what to do.',
  );
  return ok();
}

async function removeAll(store: EntryStore, kind: EntryKind, writer: Writer): Promise<string> {
  const gone = { entries: 0, bytes: 0 };
  await eachBounded(store.list(kind), 16, async ({ name, bytes }) => {
    const record = await store.record(name);
    // What does not say whose it is may be anybody's; it would be found when it is read.
    if (record === 'damaged') await store.setAside(name);
    if (record === undefined || record === 'damaged' || record.writer !== writer) return;
    await store.remove(name);
    gone.entries += 1;
    gone.bytes += bytes;
  });
  return `Removed ${describeCount(gone.entries, kind.slice(0, -1))}, ${describeBytes(gone.bytes)}.`;
}
