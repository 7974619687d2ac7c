import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '@audiobook/audio/ffmpeg-binary';
import { ChapterSpeech } from '@audiobook/model/take';
import { bookPaths, type ChapterPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { encode as encodeStage } from '@audiobook/pipeline/encode';
import { generateNovel } from '../novel/generate-novel.ts';
import { chapterFolder, makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { endedChildrensCpuSeconds, inTurns, median, wallSeconds } from './measure.ts';

const slug = 'spoken';
const characters = 8_000;
const turns = 3;
const run = promisify(execFile);

/** No silence, so that both encode the very same length of speech. */
const pauses = { lead: 0, clause: 0, sentence: 0, paragraph: 0, heading: 0, scene: 0, chapter: 0 };

/** A chapter's MP3 and AAC, against ffmpeg making the same two files from the same speech.flac. */
export const encode: Benchmark = async function* ({ say }) {
  const [novel] = generateNovel({ seed: 4, characters, chapters: 1 }).chapters;
  const texts = [novel?.text ?? ''];
  const workspace = await makeBookWorkspace({ slug, chapters: texts, pauses });
  say('speaking a chapter');
  await runNx(workspace, ['run-many', '-t', 'synthesize']);
  const chapter = chapterPaths(bookPaths(workspace.root, slug), chapterFolder(0, texts));
  const { seconds: audio } = ChapterSpeech.parse(
    JSON.parse(await readFile(chapter.speech, 'utf8')),
  );

  say(`encoding ${(audio / 60).toFixed(1)} minutes, ${turns} times by turns`);
  const cpu = { ours: [] as number[], bare: [] as number[] };
  const seconds = await inTurns(turns, {
    ours: () => withCpu(cpu.ours, () => encodeOnce(chapter)),
    bare: () => withCpu(cpu.bare, () => bareFfmpeg(join(chapter.output, 'speech.flac'))),
  });
  await workspace.remove();
  const minutes = `${(audio / 60).toFixed(1)} minutes of speech, medians of ${turns} runs by turns`;
  yield {
    name: 'MP3 and AAC of a chapter',
    value: audio / median(seconds.ours),
    unit: '× real time',
    beside: { name: '× real time ffmpeg', value: audio / median(seconds.bare) },
    goal: { atLeast: 0.8 },
    note: `${minutes}; loudness, gain and the ceiling for peaks are ours alone`,
  };
  if (cpu.ours.length === 0) return;
  yield {
    name: 'the same by CPU seconds',
    value: audio / median(cpu.ours),
    unit: '× real time',
    beside: { name: '× real time ffmpeg', value: audio / median(cpu.bare) },
    goal: { atLeast: 0.8 },
    note: 'what counts when all cores encode chapters',
  };
};

async function encodeOnce(chapter: ChapterPaths): Promise<void> {
  const encoded = await encodeStage(chapter, new AbortController().signal);
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.failure));
}

/** One ffmpeg for each file, side by side, with the stage's own settings. */
async function bareFfmpeg(speech: string): Promise<void> {
  const ffmpeg = await findFfmpeg();
  if (!ffmpeg.ok) throw new Error('benchmarks need an ffmpeg');
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-bare-ffmpeg-'));
  const make = (options: string, file: string) =>
    run(ffmpeg.value, [
      ...['-loglevel', 'error', '-nostdin', '-i', speech],
      ...options.split(' '),
      join(folder, file),
    ]);
  await Promise.all([
    make('-c:a libmp3lame -b:a 192k -ar 44100 -ac 1 -write_xing 0', 'audio.mp3'),
    make('-c:a aac -profile:a aac_low -b:a 96k -ar 44100 -ac 1 -f adts', 'audio.aac'),
  ]);
  rmSync(folder, { recursive: true });
}

/** Wall seconds of some work; its CPU seconds, those of its children with them, go to `spent`. */
async function withCpu(spent: number[], work: () => Promise<void>): Promise<number> {
  const own = process.cpuUsage();
  const before = endedChildrensCpuSeconds();
  const seconds = await wallSeconds(work);
  const after = endedChildrensCpuSeconds();
  const { user, system } = process.cpuUsage(own);
  if (before !== undefined && after !== undefined) {
    spent.push(after - before + (user + system) / 1e6);
  }
  return seconds;
}
