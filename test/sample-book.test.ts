import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { path as ffprobe } from '@ffprobe-installer/ffprobe';
import { parseFile } from 'music-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorkspace, repository, type Workspace } from './rig/workspace.ts';

const slug = 'eleven-minutes-slow';
/** Three of its nine chapters, and so many characters of each: half a minute. test/long speaks all of it. */
const kept = /^0[267]-/;
const enough = 500;
let workspace: Workspace;
let output: string;

beforeAll(async () => {
  workspace = makeWorkspace();
  // Nothing but what npm brings and a shell: no ffmpeg of the machine's, no Python.
  const bare = join(workspace.root, '..', 'bin');
  await mkdir(bare);
  await symlink('/bin/sh', join(bare, 'sh'));
  workspace.env.PATH = `${join(workspace.root, 'node_modules/.bin')}:${bare}`;
  delete workspace.env.FFMPEG_PATH;
  await cp(join(repository, 'books', slug), join(workspace.root, 'books', slug), {
    recursive: true,
  });
  const chapters = join('books', slug, 'chapters');
  for (const folder of await readdir(join(workspace.root, chapters))) {
    if (!kept.test(folder)) await rm(join(workspace.root, chapters, folder), { recursive: true });
    else await workspace.edit(join(chapters, folder, 'text.md'), beginningOf);
  }
  const run = await workspace.nx('run-many', '-t', 'publish');
  expect(run.code, run.output).toBe(0);
  output = join(workspace.root, 'dist/books', slug);
});
afterAll(() => workspace.remove());

/** The first paragraphs of a text, `enough` of them. */
function beginningOf(text: string): string {
  const end = text.indexOf('\n\n', enough);
  return end < 0 ? text : `${text.slice(0, end)}\n`;
}

function probe(file: string) {
  const what = ['-show_format', '-show_streams', '-show_chapters', '-print_format', 'json'];
  return JSON.parse(execFileSync(ffprobe, ['-v', 'error', ...what, file], { encoding: 'utf8' }));
}

test('the sample book is published: an M4B with named chapters, tags and cover', async () => {
  const file = join(output, 'Eleven Minutes Slow.m4b');
  const { chapters, format, streams } = probe(file);
  const titles = chapters.map(({ tags }: { tags: { title: string } }) => tags.title);
  expect(titles).toEqual(['By Order', 'What Is Written Inside the Case', 'Noon']);
  expect(format.tags).toMatchObject({
    title: 'Eleven Minutes Slow',
    artist: 'The Audiobook Project',
    composer: 'eSpeak NG',
  });
  expect(streams.map(({ codec_name }: { codec_name: string }) => codec_name)).toContain('aac');
  const { common, format: seen } = await parseFile(file, { includeChapters: true });
  expect(common.picture?.[0]?.format).toBe('image/jpeg');
  expect(seen.chapters?.map(({ title }) => title)).toEqual(titles);
});

test('each chapter has a tagged MP3, 192 kbit/s mono at 44.1 kHz, and subtitles', async () => {
  const folders = (await readdir(join(output, 'chapters'))).sort();
  expect(folders).toHaveLength(3);
  const folder = join(output, 'chapters', folders[2] ?? '');
  const { common, format } = await parseFile(join(folder, '03 Noon.mp3'));
  expect(common).toMatchObject({
    title: 'Noon',
    album: 'Eleven Minutes Slow',
    artist: 'The Audiobook Project',
    track: { no: 3, of: 3 },
    year: 2026,
  });
  expect(format).toMatchObject({ bitrate: 192_000, sampleRate: 44_100, numberOfChannels: 1 });
  const subtitles = await readFile(join(folder, '03 Noon.vtt'), 'utf8');
  expect(subtitles).toMatch(/^WEBVTT\n\n00:00:00\.750 --> [\d:.]+\nNoon\n/);
});

test('the playlist names every chapter’s MP3', async () => {
  const playlist = await readFile(join(output, 'Eleven Minutes Slow.m3u8'), 'utf8');
  expect(playlist.match(/^chapters\/.*\.mp3$/gm)).toHaveLength(3);
});

test('layout.json holds the whole text, each segment where it stands in text.md', async () => {
  for (const folder of await readdir(join(output, 'chapters'))) {
    const text = await workspace.read(`books/${slug}/chapters/${folder}/text.md`);
    const layout = JSON.parse(
      await readFile(join(output, 'chapters', folder, 'layout.json'), 'utf8'),
    );
    let end = 0;
    for (const segment of layout.segments) {
      expect(text.slice(end, segment.start)).not.toMatch(/[\p{L}\p{N}]/u);
      end = segment.end;
      expect(segment.text.length).toBeLessThanOrEqual(250);
    }
    expect(text.slice(end)).not.toMatch(/[\p{L}\p{N}]/u);
  }
});

test('`where` says what is heard, and the correction that it prints changes that segment alone', async () => {
  const found = await workspace.nx('run', `${slug}:where`, '--', '--chapter=3', '--at=0:20');
  expect(found.code, found.output).toBe(0);
  const said = found.output.replaceAll(`${slug}: `, '');
  const [, file = ''] = /Correct it in (\S+):/.exec(said) ?? [];
  const json = said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1);
  const corrections = JSON.parse(json);
  for (const correction of Object.values<{ spoken: string }>(corrections.segments)) {
    correction.spoken = 'Something else was said.';
  }
  await workspace.write(file, JSON.stringify(corrections));
  const run = await workspace.nx('run', `${slug}-07:synthesize`);
  expect(run.code, run.output).toBe(0);
  expect((await workspace.summary()).spoken).toBe(1);
});

test('`where` answers a bad time or chapter with what to write instead', async () => {
  const noTime = await workspace.nx('run', `${slug}:where`, '--', '--chapter=3', '--at=noon');
  expect(noTime.code).not.toBe(0);
  expect(noTime.output).toContain('Write it as 12:41');
  const noChapter = await workspace.nx('run', `${slug}:where`, '--', '--chapter=70', '--at=1:00');
  expect(noChapter.output).toContain('Name one of these: 1, 2, 3');
});

test('takes go to another machine in a file: exported, imported, nothing spoken there', async () => {
  const archive = join(workspace.root, '..', 'sample.takes');
  const exported = await workspace.nx(
    'run',
    'takes:export',
    '--',
    `--book=${slug}`,
    `--to=${archive}`,
  );
  expect(exported.code, exported.output).toBe(0);
  const other = makeWorkspace();
  try {
    await cp(join(workspace.root, 'books', slug), join(other.root, 'books', slug), {
      recursive: true,
    });
    const imported = await other.nx('run', 'takes:import', '--', `--from=${archive}`);
    expect(imported.code, imported.output).toBe(0);
    const run = await other.nx('run-many', '-t', 'synthesize');
    expect(run.code, run.output).toBe(0);
    expect((await other.summary()).spoken).toBe(0);
    const pruned = await other.nx('run', 'takes:prune', '--', '--max-gb=0');
    expect(pruned.output).toContain('belong to books as they are now and stay');
    const checked = await other.nx('run', 'takes:check');
    expect(checked.output).toMatch(/[1-9]\d* sound takes/);
  } finally {
    await other.remove();
  }
});
