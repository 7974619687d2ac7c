import type { ServerResponse } from 'node:http';

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** An error in OpenAI's shape. `code`: what programs tell it by. */
export function answerError(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
): void {
  if (response.headersSent) response.destroy();
  else answerJson(response, status, { error: { message, type: 'invalid_request_error', code } });
}
