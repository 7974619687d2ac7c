import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '@audiobook/audio/ffmpeg-binary';
import { FinishedChapter } from '@audiobook/model/contents';
import { type BookPaths, bookPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { publish as publishStage } from '@audiobook/pipeline/publish';
import { generateNovel } from '../novel/generate-novel.ts';
import type { Workspace } from '../rig/workspace.ts';
import { allowBatches } from './batch-executor.ts';
import { chapterFolder, makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { inTurns, median, wallSeconds } from './measure.ts';

const slug = 'hours';
/** What the rehearsal voice takes an hour for. */
const characters = 57_000;
const hours = 10;
const turns = 3;
const run = promisify(execFile);

/** A book of ten hours, each of them the same: joined, and given another title. */
export const publish: Benchmark = async function* ({ say }) {
  const [hour] = generateNovel({ seed: 8, characters, chapters: 1 }).chapters;
  const texts = Array.from({ length: hours }, () => hour?.text ?? '');
  const workspace = await makeBookWorkspace({ slug, chapters: texts });
  await allowBatches(workspace);
  say('making a book of ten hours');
  const made = await runNx(workspace, ['run-many', '-t', 'publish', '--batch']);
  const paths = bookPaths(workspace.root, slug);
  const folders = texts.map((_, index) => chapterFolder(index, texts));
  const audio = await audioSeconds(workspace, paths, folders);
  say(`made ${(audio / 3_600).toFixed(2)} hours in ${made.seconds.toFixed(0)} s; joining it`);

  const seconds = await inTurns(turns, {
    ours: () => wallSeconds(() => publishOnce(paths)),
    bare: () => wallSeconds(() => bareConcat(paths, folders)),
  });
  yield {
    name: 'the M4B of ten hours',
    value: audio / median(seconds.ours),
    unit: '× real time',
    beside: { name: '× real time ffmpeg -c copy', value: audio / median(seconds.bare) },
    goal: { atLeast: 0.8 },
    note: `${(audio / 3_600).toFixed(2)} hours, ${hours} chapters: ${median(seconds.ours).toFixed(2)} s; medians of ${turns} runs by turns`,
  };

  say('changing the title');
  const changes: number[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    await workspace.edit(`books/${slug}/book.json`, (text) =>
      text.replace(/"title": "[^"]*"/, `"title": "Another Title ${turn}"`),
    );
    const { output, seconds: whole } = await runNx(workspace, ['run-many', '-t', 'publish']);
    checkNothingEncoded(output, folders.length);
    changes.push(whole);
  }
  yield {
    name: 'another title, Nx included',
    value: median(changes),
    unit: 's',
    goal: { atMost: 10 },
    note: `${(audio / 3_600).toFixed(2)} hours; median of ${turns}; every encode was a cache hit`,
  };
  yield {
    name: 'the same bytes by plain copies',
    value: await wallSeconds(() => copyWhatMoves(paths, folders)),
    unit: 's',
    note: 'what Nx restores (speech and audio of each chapter), and what is written and kept again (MP3s, M4B), file after file',
  };
  const again = [];
  for (let turn = 1; turn <= turns; turn++) {
    again.push((await runNx(workspace, ['run-many', '-t', 'publish'])).seconds);
  }
  await workspace.remove();
  yield { name: 'nothing changed, Nx included', value: median(again), unit: 's' };
};

async function publishOnce(paths: BookPaths): Promise<void> {
  const { signal } = new AbortController();
  const published = await publishStage(paths, { emit: () => undefined, signal });
  if (!published.ok) throw new Error(JSON.stringify(published.failure));
}

/** The same AAC streams behind each other in one MP4, by ffmpeg. */
async function bareConcat(paths: BookPaths, folders: readonly string[]): Promise<void> {
  const ffmpeg = await findFfmpeg();
  if (!ffmpeg.ok) throw new Error('benchmarks need an ffmpeg');
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-bare-ffmpeg-'));
  const list = join(folder, 'list.txt');
  const lines = folders.map((name) => `file '${chapterPaths(paths, name).aac}'\n`);
  writeFileSync(list, lines.join(''));
  const input = ['-loglevel', 'error', '-nostdin', '-f', 'concat', '-safe', '0', '-i', list];
  const output = ['-c', 'copy', '-bsf:a', 'aac_adtstoasc', join(folder, 'book.m4a')];
  await run(ffmpeg.value, [...input, ...output]);
  rmSync(folder, { recursive: true });
}

/** Copies each file as often as a run after a change of title reads it to write it elsewhere. */
async function copyWhatMoves(paths: BookPaths, folders: readonly string[]): Promise<void> {
  const into = mkdtempSync(join(paths.workspace, 'copies-'));
  const restored = folders.flatMap((name) => {
    const { output, mp3, aac } = chapterPaths(paths, name);
    return [join(output, 'speech.flac'), mp3, aac];
  });
  const assembled = folders.map((name) => chapterPaths(paths, name).mp3);
  const books = readdirSync(paths.output)
    .filter((name) => name.endsWith('.m4b'))
    .map((name) => join(paths.output, name));
  const twice = [...assembled, ...books];
  for (const [index, file] of [...restored, ...twice, ...twice].entries()) {
    await copyFile(file, join(into, String(index)));
  }
  rmSync(into, { recursive: true });
}

async function audioSeconds(
  workspace: Workspace,
  paths: BookPaths,
  folders: readonly string[],
): Promise<number> {
  const lengths = folders.map(async (folder) => {
    const file = chapterPaths(paths, folder).chapter.slice(workspace.root.length + 1);
    return FinishedChapter.parse(await workspace.json(file)).seconds;
  });
  return (await Promise.all(lengths)).reduce((sum, seconds) => sum + seconds, 0);
}

function checkNothingEncoded(output: string, chapters: number): void {
  const hits = output.match(/:encode {2}\[[^\]]*cache[^\]]*\]/g)?.length ?? 0;
  if (hits !== chapters)
    throw new Error(`${hits} of ${chapters} encodes were cache hits:\n${output}`);
}
