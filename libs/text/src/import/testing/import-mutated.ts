import { readBook } from '../read-book.ts';
import { mutatedBook, type SoundBook, soundBooks } from './mutated-books.ts';

/** What became of mutated books. */
export interface Fuzzed {
  imported: number;
  refused: number;
  /** The longest that one of them took of the processor, in seconds, and its seed. */
  slowest: { seconds: number; seed: number };
  /** Seeds of those whose letters are not all accounted for. */
  unaccounted: number[];
}

/** Imports the mutated books of some seeds; throws what an importer throws, with the seed. */
export async function importMutated(
  first: number,
  count: number,
  books: readonly SoundBook[] = soundBooks,
): Promise<Fuzzed> {
  const fuzzed: Fuzzed = {
    imported: 0,
    refused: 0,
    slowest: { seconds: 0, seed: 0 },
    unaccounted: [],
  };
  for (let seed = first; seed < first + count; seed++) {
    const file = mutatedBook(seed, books);
    const before = process.cpuUsage();
    const book = await readBook(file).catch((cause: unknown) => {
      throw new Error(`importing ${file.name} of seed ${seed}`, { cause });
    });
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1_000_000;
    if (seconds > fuzzed.slowest.seconds) fuzzed.slowest = { seconds, seed };
    if (!book.ok) fuzzed.refused++;
    else {
      fuzzed.imported++;
      if (book.value.letters.missing !== 0) fuzzed.unaccounted.push(seed);
    }
  }
  return fuzzed;
}
