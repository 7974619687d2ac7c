/**
 * Reads and writes the same takes over and over: `node use-takes.ts <root> <voice> <rounds> <name>…`
 *
 * Prints one JSON object: `{ "got", "put", "problems" }`.
 */
import { digestOf } from '../digest-of.ts';
import { openTakeStore } from '../take-store.ts';
import { makeTake } from '../testing.ts';

const [root = '', voice = '', rounds = '', ...names] = process.argv.slice(2);
const counts = { got: 0, put: 0, problems: [] as unknown[] };
const store = openTakeStore(root, { onDamaged: (damaged) => counts.problems.push(damaged) });
for (let round = 0; round < Number(rounds); round += 1) {
  for (const name of names) {
    const take = makeTake(name, { voice });
    const got = await store.get(take.key);
    if (got) {
      counts.got += 1;
      if (digestOf(got) !== got.digest) counts.problems.push(`${name} has another digest`);
    } else {
      const put = await store.put(take);
      if (put.ok) counts.put += 1;
      else counts.problems.push(put.failure);
    }
  }
}
process.stdout.write(JSON.stringify(counts));
