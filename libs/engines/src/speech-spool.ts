/**
 * Speech on its way from one process to another in files instead of pipes: whoever stands between the two
 * hands on a name, and the bytes are read once.
 */

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SpokenSegment } from './speech-engine.ts';

/** A file that holds speech, and nothing else. */
export interface SpeechFile {
  path: string;
  bytes: number;
}

/** A folder for such files. */
export class SpeechSpool {
  readonly folder: string;
  #next = 0;

  /** Makes the folder, which belongs to this process alone. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** A path that no file has yet. */
  next(): string {
    return join(this.folder, `speech-${this.#next++}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A segment whose speech is in a file, and is read each time that it is asked for. */
export function spooledSegment(
  spoken: Omit<SpokenSegment, 'pcm' | 'file'>,
  file: SpeechFile,
): SpokenSegment {
  return Object.defineProperty({ ...spoken, file } as SpokenSegment, 'pcm', {
    get: () => readFileSync(file.path),
  });
}

/** How much speech a segment has, in bytes, without reading it. */
export function bytesOf(spoken: SpokenSegment): number {
  return spoken.file?.bytes ?? spoken.pcm.byteLength;
}

/** Whether a segment's speech can be had: what lies in a temporary folder may be cleaned away. */
export function isThere({ file }: SpokenSegment): boolean {
  return file === undefined || existsSync(file.path);
}

/** Removes the file of a segment that nobody will ask for again, if it has one. */
export function discard({ file }: SpokenSegment): void {
  if (file !== undefined) rmSync(file.path, { force: true });
}
