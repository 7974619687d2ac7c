import { PassThrough } from 'node:stream';

/** How far one branch may run ahead of another, in bytes. */
const branchBytes = 1 << 20;

/** One of several readers' ends of a stream that `share` feeds. */
export function branch(): PassThrough {
  const stream = new PassThrough({ highWaterMark: branchBytes });
  // A branch whose reader has gone is dropped; what it would have read of an error does not matter.
  stream.on('error', () => {});
  return stream;
}

/**
 * Copies a stream into several branches, no faster than the slowest of them. A branch that is
 * destroyed drops out; a failure of the source becomes every branch's.
 */
export async function share(
  source: AsyncIterable<Uint8Array>,
  branches: readonly PassThrough[],
): Promise<void> {
  try {
    for await (const chunk of source) {
      await Promise.all(branches.map((stream) => written(stream, chunk)));
      if (branches.every((stream) => stream.destroyed)) return;
    }
    for (const stream of branches) stream.end();
  } catch (error) {
    for (const stream of branches) stream.destroy(error as Error);
  }
}

function written(stream: PassThrough, chunk: Uint8Array): Promise<void> | undefined {
  if (stream.destroyed || stream.write(chunk)) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.once('drain', done).once('close', done);
  });
}
