import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Header in which a client says which version of the gateway it expects. */
export const versionHeader = 'x-gateway-version';

/** What the gateway runs and reads, relative to the workspace. */
const folders = ['gateway', 'engines', 'settings', 'model'].map((name) => `libs/${name}/src`);
const pool = 'gpu-runner/pool.json';

/**
 * What the gateway of a workspace is made of, as it lies on the disk: a gateway of another version
 * hands over to a new one.
 */
export async function gatewayVersion(workspace: string): Promise<string> {
  const files = (await Promise.all(folders.map((folder) => codeFiles(workspace, folder)))).flat();
  const hash = createHash('sha256');
  const contents = await Promise.all(
    [...files.sort(), pool].map(async (file) => ({ file, content: await read(workspace, file) })),
  );
  for (const { file, content } of contents)
    hash.update(`${file}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 16);
}

async function codeFiles(workspace: string, folder: string): Promise<string[]> {
  const names = await readdir(join(workspace, folder), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing/.test(name))
    .map((name) => `${folder}/${name}`);
}

/** A file that is not there is empty. */
async function read(workspace: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(workspace, file));
  } catch {
    return Buffer.alloc(0);
  }
}
