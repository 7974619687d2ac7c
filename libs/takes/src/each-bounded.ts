/** Does `work` with every item, at most `limit` at a time; the first error ends it and is thrown. */
export async function eachBounded<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stopped = false;
  const worker = async () => {
    try {
      for (let next = await left.next(); !stopped && !next.done; next = await left.next()) {
        await work(next.value);
      }
    } catch (error) {
      stopped = true;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
