import { bookPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { editOneSentence } from '../novel/edit-novel.ts';
import { generateNovel } from '../novel/generate-novel.ts';
import { seededRandom } from '../novel/random.ts';
import { chapterFolder, makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { median } from './measure.ts';
import { type StageTimes, stageTimes } from './stage-times.ts';

const slug = 'novel';
const edits = 5;

/** One sentence of a 1 MB novel of 20 chapters edited, until the chapter's MP3 is there again. */
export const edit: Benchmark = async function* ({ say }) {
  const { chapters } = generateNovel({ seed: 5, characters: 1_000_000, chapters: 20 });
  const texts = chapters.map(({ text }) => text);
  // A chapter of the middle size, so that the figure speaks for the book.
  const middle = texts.toSorted((one, other) => one.length - other.length)[10] ?? '';
  const folder = chapterFolder(texts.indexOf(middle), texts);
  const workspace = await makeBookWorkspace({ slug, chapters: texts });
  const chapter = chapterPaths(bookPaths(workspace.root, slug), folder);
  const command = ['run', `${chapter.project}:assemble`];
  say(`speaking a chapter of ${middle.length.toLocaleString('en')} characters`);
  await runNx(workspace, command);

  const random = seededRandom(6);
  const times: (StageTimes & { whole: number; spoken: number })[] = [];
  for (let count = 1; count <= edits; count++) {
    say(`edit ${count} of ${edits}`);
    await workspace.edit(`books/${slug}/chapters/${folder}/text.md`, (text) => {
      return editOneSentence(text, random, 'replace-sentence').text;
    });
    const began = Date.now();
    const { seconds } = await runNx(workspace, command);
    const { spoken } = await workspace.summary();
    times.push({ ...(await stageTimes(chapter, began)), whole: seconds, spoken });
  }
  await workspace.remove();

  const middleOf = (part: (time: (typeof times)[number]) => number) => median(times.map(part));
  const shares = [
    `Nx and script ${middleOf(({ script }) => script).toFixed(1)}`,
    `synthesize ${middleOf(({ script, synthesize }) => synthesize - script).toFixed(1)}`,
    `encode ${middleOf(({ synthesize, encode }) => encode - synthesize).toFixed(1)}`,
    `assemble ${middleOf(({ encode, mp3 }) => mp3 - encode).toFixed(1)}`,
    `the end of the run ${middleOf(({ mp3, whole }) => whole - mp3).toFixed(1)}`,
  ].join(', ');
  const segments = times.map(({ spoken }) => spoken).join(', ');
  yield {
    name: 'until the MP3 is rewritten',
    value: middleOf(({ mp3 }) => mp3),
    unit: 's',
    note: `median of ${edits} edits of a chapter of ${middle.length.toLocaleString('en')} characters; seconds: ${shares}; segments spoken: ${segments}`,
  };
};
