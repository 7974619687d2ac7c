import type { IncomingMessage } from 'node:http';

/** A request's body as JSON, or what is wrong with it; undefined when the client has gone. */
export type JsonBody =
  | { ok: true; value: unknown }
  | { ok: false; status: number; problem: string };

/** Reads a JSON body of at most so many bytes. */
export async function readJsonBody(
  request: IncomingMessage,
  mostBytes: number,
): Promise<JsonBody | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostBytes) {
        return { ok: false, status: 413, problem: `the body has more than ${mostBytes} bytes` };
      }
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(pieces).toString('utf8')) };
  } catch {
    return { ok: false, status: 400, problem: 'the body is not JSON' };
  }
}
