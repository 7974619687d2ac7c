import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whoever is refused may go on sending so long, so that it can read why, in milliseconds. */
const drainMs = 2_000;

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Nx shows the text of a 401 only where its type is this, to the letter. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/**
 * Says why a request is refused: in plain text under `/v1/cache`, of which Nx shows the user what it understands,
 * and as JSON elsewhere. What the client is still sending is read and thrown away, since many clients read an
 * answer only when they have sent all: for a while, or to its end from those that may write.
 */
export function refuse(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  status: number,
  message: string,
  { toEnd = false } = {},
): void {
  if (response.headersSent) return void response.destroy();
  // Strangers keep no connection.
  if (status === 401 && !hasBody(request)) response.setHeader('connection', 'close');
  if (request.url?.startsWith('/v1/cache')) answerText(response, status, message);
  else answerJson(response, status, { error: { message } });
  request.resume();
  if (toEnd || request.complete) return;
  const timer = setTimeout(() => request.complete || request.socket.destroy(), drainMs);
  request.once('close', () => clearTimeout(timer));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
