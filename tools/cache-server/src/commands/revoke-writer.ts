import { describeCount } from '@audiobook/model/describe-count';
import { fail, ok, type Result } from '@audiobook/model/result';
import { eachBounded } from '@audiobook/takes/each-bounded';
import { type Chosen, configure } from '../configure.ts';
import { describeBytes } from '../describe-bytes.ts';
import { describeEntry, entryKinds } from '../store/entry.ts';
import type { EntryStore, ListedEntry } from '../store/entry-store.ts';
import { Writer } from '../writer.ts';

const doing = 'revoking a writer';
/** Entries at a time. */
const atOnce = 16;

/**
 * Refuses a writer's tokens from now on, removes all that came from it, and says how much that was.
 *
 * Others may have read it, and made artefacts of it that say nothing of where they came from. So all artefacts go with
 * it, which can be made again; `artefacts: 'own'` is for a writer that is trusted and done.
 */
export async function revokeWriter(
  options: Chosen & { writer?: string | undefined; artefacts?: string | undefined },
): Promise<Result<undefined>> {
  const asked = readOptions(options);
  if (!asked.ok) return asked;
  const { writer, artefacts } = asked.value;
  const configured = await configure(options);
  if (!configured.ok) return configured;
  const { store } = configured.value;
  const problem = await store.prepare();
  if (problem !== undefined) {
    const found = `${store.place}: ${problem}`;
    return fail({ kind: 'bad-request', doing, found, remedy: 'Correct cache-server.json.' });
  }
  const again = await store.isRevoked(writer);
  // First, so that nothing comes behind what is looked through.
  await store.revoke(writer);
  console.log(`The tokens of ${writer} are refused from now on.`);
  const own = await entriesOf(store, writer);
  if (own.length === 0) {
    console.log(
      'Nothing here is of that writer; names are exact. If it did write, revoke it once more: then all artefacts go.',
    );
  }
  // Its own go last: whoever is interrupted finds them again, and with them that all artefacts have to go.
  if (artefacts === 'all' && (own.length > 0 || again)) {
    console.log(await removeOtherArtefacts(store, own));
  }
  await eachBounded(own, atOnce, ({ name }) => store.remove(name));
  for (const kind of entryKinds) {
    const gone = own.filter(({ name }) => name.kind === kind);
    console.log(`Removed ${described(gone, kind.slice(0, -1))}.`);
  }
  console.log(
    'What was fetched from it already lies in caches elsewhere: tools/cache-server/README.md says what to do.',
  );
  return ok();
}

function readOptions(options: {
  writer?: string | undefined;
  artefacts?: string | undefined;
}): Result<{ writer: Writer; artefacts: 'all' | 'own' }> {
  const writer = Writer.safeParse(options.writer ?? '');
  if (!writer.success) {
    const found = `--writer="${options.writer ?? ''}": ${writer.error.issues[0]?.message}`;
    const remedy = 'Name the writer, as its token says it: --writer=pull-123.';
    return fail({ kind: 'bad-request', doing, found, remedy });
  }
  const { artefacts = 'all' } = options;
  if (artefacts !== 'all' && artefacts !== 'own') {
    const found = `--artefacts="${artefacts}"`;
    const remedy = 'Say which artefacts go: --artefacts=all, or --artefacts=own.';
    return fail({ kind: 'bad-request', doing, found, remedy });
  }
  return ok({ writer: writer.data, artefacts });
}

/** What came from a writer. What does not say whose it is may be anybody's, and is moved away. */
async function entriesOf(store: EntryStore, writer: Writer): Promise<ListedEntry[]> {
  const own: ListedEntry[] = [];
  for (const kind of entryKinds) {
    await eachBounded(store.list(kind), atOnce, async (entry) => {
      const record = await store.record(entry.name);
      if (record === 'damaged') await store.setAside(entry.name);
      else if (record?.writer === writer) own.push(entry);
    });
  }
  return own;
}

async function removeOtherArtefacts(
  store: EntryStore,
  own: readonly ListedEntry[],
): Promise<string> {
  const later = new Set(own.map(({ name }) => describeEntry(name)));
  const gone: ListedEntry[] = [];
  await eachBounded(store.list('artefacts'), atOnce, async (entry) => {
    if (later.has(describeEntry(entry.name))) return;
    await store.remove(entry.name);
    gone.push(entry);
  });
  return `Removed ${described(gone, 'artefact')}, of others, that may be made of it; their takes stay.`;
}

function described(entries: readonly ListedEntry[], noun: string): string {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return `${describeCount(entries.length, noun)}, ${describeBytes(bytes)}`;
}
