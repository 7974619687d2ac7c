import { describeCount } from '@audiobook/model/describe-count';
import { ok, type Result } from '@audiobook/model/result';
import { type Chosen, configure } from '../configure.ts';
import { describeBytes } from '../describe-bytes.ts';
import { entryKinds } from '../store/entry.ts';

/** Prints what there is, by kind and scope. */
export async function showStatus(options: Chosen): Promise<Result<undefined>> {
  const configured = await configure(options);
  if (!configured.ok) return configured;
  const { store, settings } = configured.value;
  const { artefactsGb, takesGb } = settings.limits;
  const limits = { artefacts: artefactsGb, takes: takesGb };
  console.log(`Entries in ${store.place}:`);
  for (const kind of entryKinds) {
    const scopes = new Map<string, { entries: number; bytes: number }>();
    const all = { entries: 0, bytes: 0 };
    for await (const { name, bytes } of store.list(kind)) {
      const scope = scopes.get(name.scope) ?? { entries: 0, bytes: 0 };
      scopes.set(name.scope, { entries: scope.entries + 1, bytes: scope.bytes + bytes });
      all.entries += 1;
      all.bytes += bytes;
    }
    const limit = limits[kind] === undefined ? 'no limit' : `of ${limits[kind]} GB`;
    const noun = kind.slice(0, -1);
    console.log(`  ${describeCount(all.entries, noun)}, ${describeBytes(all.bytes)} (${limit})`);
    for (const [scope, { entries, bytes }] of [...scopes].sort()) {
      console.log(`    ${scope}: ${describeCount(entries, noun)}, ${describeBytes(bytes)}`);
    }
  }
  return ok();
}
