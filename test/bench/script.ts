import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Pauses } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import { composeScript } from '@audiobook/pipeline/script/compose-script';
import { generateNovel } from '../novel/generate-novel.ts';
import { chapterFolder, makeBookWorkspace } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { cpuSeconds, median } from './measure.ts';
import type { Figure } from './row.ts';

const slug = 'novel';
const novelCharacters = 1_000_000;
const bookSizes = [10_000, 100_000, 1_000_000, 10_000_000];
/** Small books are composed again and again until so many characters are done. */
const charactersPerTurn = 4_000_000;
const turns = 3;

/** What `script` costs for a novel, and whether that grows faster than the novel. */
export const script: Benchmark = async function* ({ say }) {
  yield await novelAsTasks(say);
  yield* growth(say);
};

/** Every chapter in a process of its own, as Nx runs it; loading the code is left out. */
async function novelAsTasks(say: (what: string) => void): Promise<Figure> {
  const chapters = generateNovel({ seed: 1, characters: novelCharacters, chapters: 20 }).chapters;
  const texts = chapters.map(({ text }) => text);
  const workspace = await makeBookWorkspace({ slug, chapters: texts });
  const totals: number[] = [];
  const startUps: number[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    say(`a novel of ${novelCharacters.toLocaleString('en')} characters, turn ${turn} of ${turns}`);
    const costs = texts.map((_, index) => {
      const child = join(import.meta.dirname, 'script-process.ts');
      const args = [child, workspace.root, slug, chapterFolder(index, texts)];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Cost;
    });
    totals.push(costs.reduce((sum, { script }) => sum + script, 0));
    startUps.push(costs.reduce((sum, { loading }) => sum + loading, 0));
  }
  await workspace.remove();
  return {
    name: `CPU of a novel of ${novelCharacters / 1e6} MB, 20 tasks`,
    value: median(totals),
    unit: 's',
    goal: { atMost: 4 },
    note: `start-up apart, which is ${median(startUps).toFixed(1)} s of CPU for all 20 processes`,
  };
}

/** CPU seconds of a process before and in the stage. */
interface Cost {
  loading: number;
  script: number;
}

/** Characters a second of books of one chapter each, from 10 KB to 10 MB. */
async function* growth(say: (what: string) => void): AsyncGenerator<Figure> {
  const books = bookSizes.map((characters) => {
    const [chapter] = generateNovel({ seed: 2, characters, chapters: 1 }).chapters;
    return { characters, text: chapter?.text ?? '' };
  });
  const speeds = new Map<number, number[]>(bookSizes.map((size) => [size, []]));
  for (let turn = 0; turn <= turns; turn++) {
    for (const { characters, text } of books) {
      say(`books of ${characters.toLocaleString('en')} characters, turn ${turn} of ${turns}`);
      const times = Math.max(1, Math.round(charactersPerTurn / text.length));
      const seconds = await cpuSeconds(() => {
        for (let time = 0; time < times; time++) compose(text);
      });
      // The first turn warms the compiler up.
      if (turn > 0) speeds.get(characters)?.push((times * text.length) / seconds);
    }
  }
  const medians = [...speeds].map(([size, measured]) => ({ size, speed: median(measured) }));
  for (const { size, speed } of medians) {
    yield { name: `book of ${size.toLocaleString('en')}`, value: speed, unit: 'characters/s' };
  }
  const fastest = Math.max(...medians.map(({ speed }) => speed));
  const slowest = Math.min(...medians.map(({ speed }) => speed));
  yield {
    name: 'fastest size against slowest',
    value: fastest,
    unit: 'characters/s',
    beside: { name: 'characters/s slowest', value: slowest },
    goal: { atMost: 1.3 },
  };
}

function compose(source: string) {
  const narrator = 'rehearsal' as VoiceName;
  const voice = { engine: 'espeak-ng', model: 'espeak-ng:1', voice: 'default', params: {} };
  return composeScript({
    book: { language: 'en-GB', pauses: Pauses.parse({}) },
    folder: '01-part',
    source,
    lexicon: { Vantongeren: 'Van Tongeren' },
    corrections: { segments: {} },
    narrator,
    voices: new Map([[narrator, voice]]),
  });
}
