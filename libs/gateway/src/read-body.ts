import type { IncomingMessage } from 'node:http';

/** A request's body, or what is wrong with it. */
export type Body<T> = { ok: true; value: T } | { ok: false; status: number; problem: string };

/** Reads a body of at most so many bytes; undefined when the client has gone. */
export async function readBytes(
  request: IncomingMessage,
  mostBytes: number,
): Promise<Body<Buffer> | undefined> {
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
  return { ok: true, value: Buffer.concat(pieces) };
}

/** Reads a JSON body of at most so many bytes; undefined when the client has gone. */
export async function readJsonBody(
  request: IncomingMessage,
  mostBytes: number,
): Promise<Body<unknown> | undefined> {
  const body = await readBytes(request, mostBytes);
  if (body?.ok !== true) return body;
  try {
    return { ok: true, value: JSON.parse(body.value.toString('utf8')) };
  } catch {
    return { ok: false, status: 400, problem: 'the body is not JSON' };
  }
}
