/**
 * Puts takes into a store and says so, line by line: `node put-takes.ts <root> <voice> <bytes> <name>…`
 *
 * Prints `putting <name>` before each put, and after it `kept <name> <digest>` or `failed <failure>`.
 */
import { writeSync } from 'node:fs';
import { openTakeStore } from '../take-store.ts';
import { makeTake } from '../testing.ts';

const [root = '', voice = '', bytes = '', ...names] = process.argv.slice(2);
const store = openTakeStore(root);
for (const name of names) {
  const take = makeTake(name, { bytes: Number(bytes), voice });
  writeSync(1, `putting ${name}\n`);
  const kept = await store.put(take);
  writeSync(
    1,
    kept.ok ? `kept ${name} ${kept.value.digest}\n` : `failed ${JSON.stringify(kept.failure)}\n`,
  );
}
