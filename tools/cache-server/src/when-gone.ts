import type { Exchange } from './server-parts.ts';

/** Aborted when the client has gone, or has its answer. */
export function whenGone({ response }: Pick<Exchange, 'response'>): AbortSignal {
  const gone = new AbortController();
  if (response.closed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}
