import { execFileSync } from 'node:child_process';
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AdtsError, countAdtsFrames, readAdts } from './adts.ts';
import { ffmpeg, temporaryFolder } from './testing.ts';

/** AAC of a tone, through ffmpeg with the given output options. */
async function tone(folder: string, seconds: number, options = ['-ar', '44100', '-ac', '1']) {
  const file = join(folder, 'tone.aac');
  const source = ['-f', 'lavfi', '-i', `sine=440:duration=${seconds}:sample_rate=44100`];
  const output = ['-c:a', 'aac', '-b:a', '96k', ...options, '-f', 'adts', '-y', file];
  execFileSync(await ffmpeg(), ['-v', 'error', ...source, ...output]);
  return file;
}

describe('readAdts()', () => {
  it('finds every frame, over chunks that end within one', async () => {
    await using folder = await temporaryFolder();
    const file = await tone(folder.path, 1);
    const once = await readFile(file);
    for (let i = 1; i < 120; i++) await appendFile(file, once);

    const parts: Buffer[] = [];
    let frames = 0;
    let chunks = 0;
    for await (const { bytes, offsets } of readAdts(file)) {
      chunks++;
      frames += offsets.length - 1;
      expect(offsets.at(-1)).toBe(bytes.length);
      parts.push(Buffer.from(bytes));
    }
    expect(Buffer.concat(parts).equals(await readFile(file))).toBe(true);
    expect(chunks).toBeGreaterThan(1);
    // A second of 44,100 samples in frames of 1,024, and one of priming; some builds end with one more.
    expect([45, 46]).toContain(frames / 120);
    expect(await countAdtsFrames(file)).toBe(frames);
  });

  it('says where a file stops being what it should', async () => {
    await using folder = await temporaryFolder();
    const file = await tone(folder.path, 1);
    const { length } = await readFile(file);
    await appendFile(file, 'something else');
    await expect(countAdtsFrames(file)).rejects.toThrow(`${file} at byte ${length}: no AAC frame`);
    await truncate(file, length - 3);
    await expect(countAdtsFrames(file)).rejects.toThrow('it ends within a frame');
    await writeFile(file, '');
    expect(await countAdtsFrames(file)).toBe(0);
  });

  it.each([
    ['another rate', ['-ar', '22050', '-ac', '1']],
    ['two channels', ['-ar', '44100', '-ac', '2']],
  ])('refuses AAC of %s', async (_, options) => {
    await using folder = await temporaryFolder();
    const file = await tone(folder.path, 1, options);
    await expect(countAdtsFrames(file)).rejects.toThrow(AdtsError);
  });
});
