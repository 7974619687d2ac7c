import type { IncomingMessage } from 'node:http';
import type { EntryStore } from './store/entry-store.ts';
import { type Access, readToken } from './token.ts';

/** Who asks, or why nobody is answered (401). */
export async function allowRequest(
  { headers }: Pick<IncomingMessage, 'headers'>,
  key: Buffer,
  store: EntryStore,
): Promise<{ access: Access } | { refused: string }> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return { refused: `the cache server wants a token. ${remedy}` };
  const reading = readToken(token, key);
  if ('refused' in reading) return { refused: `${reading.refused}. ${remedy}` };
  const { writer } = reading.access;
  if (await store.isRevoked(writer)) {
    return { refused: `the tokens of ${writer} were revoked. ${remedy}` };
  }
  return reading;
}

const remedy = 'Ask whoever runs it: `npx nx run cache-server:token` makes one.';
