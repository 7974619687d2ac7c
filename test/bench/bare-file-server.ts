/**
 * A server that does nothing but copy: what is put to a path is written to a file of that name in the folder of the
 * argument, and read from there. Prints its address.
 */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.argv[2] ?? '.';
const server = createServer(async (request, response) => {
  // A client that goes early is no affair of this server's.
  await answer(request, response).catch(() => undefined);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = join(folder, basename(request.url ?? ''));
  if (request.method === 'PUT') {
    await pipeline(request, createWriteStream(file));
    response.end();
  } else {
    response.writeHead(200, { 'content-length': statSync(file).size });
    await pipeline(createReadStream(file), response);
  }
}

server.listen(0, '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port};`);
});
