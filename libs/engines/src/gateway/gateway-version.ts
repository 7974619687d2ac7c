import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Header in which a client says which version of the gateway it expects. */
export const versionHeader = 'x-gateway-version';

/** What the gateway runs and reads, relative to the workspace. */
const folders = ['gateway', 'ledger', 'sharing', 'engines', 'settings', 'files', 'model'].map(
  (name) => `libs/${name}/src`,
);
const pool = 'gpu-runner/pool.json';

/**
 * What the gateway of a workspace is made of, as it lies on the disk: its code and its pool.json, joined by
 * a hyphen. A gateway of another version hands over to a new one.
 */
export async function gatewayVersion(workspace: string): Promise<string> {
  return `${await hashOf(workspace, await allCode(workspace))}-${await hashOf(workspace, [pool])}`;
}

/** Whether two versions have the same code. */
export function isSameCode(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0];
}

async function allCode(workspace: string): Promise<string[]> {
  const files = (await Promise.all(folders.map((folder) => codeFiles(workspace, folder)))).flat();
  return files.sort();
}

async function hashOf(workspace: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const contents = await Promise.all(
    files.map(async (file) => ({ file, content: await read(workspace, file) })),
  );
  for (const { file, content } of contents) {
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
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
