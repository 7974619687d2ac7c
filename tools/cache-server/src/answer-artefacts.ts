import { acceptUpload, type UploadRules } from './accept-upload.ts';
import { answerText } from './answer.ts';
import { findEntry } from './find-entry.ts';
import { ArtefactInspector } from './inspect-artefact.ts';
import { sendEntry } from './send-entry.ts';
import type { Exchange, ServerParts } from './server-parts.ts';

/**
 * What Nx's tasks made, by Nx's specification of self-hosted caches.
 *
 * Nx 23 fails the task whose outputs it can't put, after six attempts, on every answer but 200, 409 and 403: so what is
 * not taken for another reason than its token is 403 too, and the task goes on without being shared. For the same
 * reason what can't be read is 404.
 */
export async function getArtefact(
  exchange: Exchange,
  parts: ServerParts,
  hash: string,
): Promise<void> {
  const found = await findEntry(parts, exchange.access, 'artefacts', hash);
  if (found === undefined) return answerText(exchange.response, 404, 'there is no such artefact');
  if (parts.space.isLimited('artefacts')) await parts.store.use([found.name]);
  await sendEntry(exchange, parts, found, 'application/octet-stream');
}

export async function putArtefact(
  exchange: Exchange,
  parts: ServerParts,
  hash: string,
): Promise<void> {
  const { limits } = parts;
  const rules: UploadRules = {
    kind: 'artefacts',
    mostBytes: limits.artefactGb * 1e9,
    statuses: { tooLarge: 403, full: 403, unsound: 403, busy: 403 },
    inspector: () =>
      new ArtefactInspector({
        unpackedBytes: limits.unpackedGb * 1e9,
        files: limits.artefactFiles,
      }),
    async already() {
      exchange.request.resume();
      answerText(exchange.response, 409, 'there is an artefact of that hash, and it stays');
      return true;
    },
    stored: () => answerText(exchange.response, 200, ''),
  };
  await acceptUpload(exchange, parts, hash, rules);
}
