import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';

/**
 * An expected failure on its way out of an async iterable, which has no other way to tell its
 * consumer. Whoever consumes one wraps the consumption in `streamResult`. Its `cause`, where it has
 * one, is what the file system said.
 */
export class StreamFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`a stream failed: ${failure.kind}`, options);
    this.name = 'StreamFailure';
    this.failure = failure;
  }
}

/** What `consume` returns, or the failure of a stream that it consumed. */
export async function streamResult<T>(consume: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await consume();
  } catch (error) {
    if (error instanceof StreamFailure) return fail(error.failure);
    throw error;
  }
}
