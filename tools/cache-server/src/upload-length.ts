import type { IncomingHttpHeaders } from 'node:http';

/** How many bytes an upload is going to have; or why it is refused, whatever they are. */
export function uploadLength(
  headers: IncomingHttpHeaders,
): { bytes: number } | { status: 411 | 415; message: string } {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return { status: 415, message: `nothing is taken with the content encoding "${encoding}"` };
  }
  // Without a length nobody knows whether there is room, or an end.
  const length = headers['transfer-encoding'] === undefined ? headers['content-length'] : undefined;
  if (length === undefined) return { status: 411, message: 'it has to say its content-length' };
  return { bytes: Number(length) };
}
