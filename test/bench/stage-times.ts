import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChapterPaths } from '@audiobook/pipeline/book/book-paths';

/** When each stage of a chapter was done, in seconds after `began` (ms since 1970). */
export interface StageTimes {
  script: number;
  synthesize: number;
  encode: number;
  /** When the chapter's tagged MP3 was there. */
  mp3: number;
}

/** Reads from the times of what the stages wrote last. */
export async function stageTimes(chapter: ChapterPaths, began: number): Promise<StageTimes> {
  const after = (file: string) => (statSync(file).mtimeMs - began) / 1_000;
  const tagged = (await readdir(chapter.output)).find((name) => /^\d.*\.mp3$/.test(name));
  if (tagged === undefined) throw new Error(`there is no MP3 in ${chapter.output}`);
  const times: StageTimes = {
    script: after(chapter.pauses),
    synthesize: after(chapter.speech),
    encode: after(chapter.timeline),
    mp3: after(join(chapter.output, tagged)),
  };
  const inOrder = [0, times.script, times.synthesize, times.encode, times.mp3];
  if (inOrder.some((time, index) => time < (inOrder[index - 1] ?? 0))) {
    throw new Error(`not every stage of ${chapter.project} was run: ${JSON.stringify(times)}`);
  }
  return times;
}
