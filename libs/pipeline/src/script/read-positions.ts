import { readFile } from 'node:fs/promises';
import { jsonPositions } from '@audiobook/settings/position-in-json';

/** Where the values of a JSON file stand; of a file that is not there, its start. */
export async function readPositions(file: string): Promise<ReturnType<typeof jsonPositions>> {
  return jsonPositions(await readFileOrNothing(file));
}

/** A file's text; empty where it can't be read. */
export async function readFileOrNothing(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
