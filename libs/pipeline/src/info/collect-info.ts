import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileTitle } from '@audiobook/audio/file-title';
import { Book } from '@audiobook/model/book';
import { describeFailure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import type { TakeEntry } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { blockText, parseChapter } from '@audiobook/text/parse-chapter';
import {
  knownSpeech,
  type SpeechPace,
  secondsOfChapter,
  secondsOfPauses,
  speechPace,
  type TimedChapter,
} from '../book/audio-length.ts';
import { type BookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { chapterFolders } from '../contents.ts';
import { slotUseOfBook } from '../run/slot-use.ts';
import { composeScript, type Script, type ScriptSource } from '../script/compose-script.ts';
import { loadSource } from '../script.ts';
import { measuredThroughput } from '../speaking/measured-throughput.ts';
import { earlierTakes } from '../takes/earlier-takes.ts';
import {
  distinctByKey,
  type KeyedSegment,
  keySegments,
  possibleKeys,
} from '../takes/keyed-segment.ts';
import { missingTakes } from '../takes/missing-takes.ts';
import type { BookInfo, ChapterInfo, VoiceShare } from './book-info.ts';
import { chapterState, takesOfText } from './chapter-state.ts';

interface Loaded extends TimedChapter {
  chapter: ChapterPaths;
  place: number;
  source: ScriptSource;
  script: Script;
  keyed: KeyedSegment[];
  /** What dist/ holds, if it is what the text gives now. */
  takes: TakeEntry[] | undefined;
}

/**
 * Collects what a book consists of from its files as they are now; what lies in dist/ is compared with them, and no
 * audio is read. A chapter whose files can't be used is told of, and the others are counted.
 *
 * Fails where book.json can't be read.
 */
export async function collectInfo(book: BookPaths, store: TakeStore): Promise<Result<BookInfo>> {
  const doing = `reading ${book.slug}`;
  const read = await readSettings({ file: book.book, schema: Book, doing });
  if (!read.ok) return read;
  const { title, author, narrator, language, models } = read.value;
  const { loaded, unreadable } = await loadChapters(book);
  const missing = await missingTakes(
    loaded.map(({ chapter, keyed }) => ({ chapter, script: keyed })),
    store,
  );
  const pace = speechPace(loaded, await measuredThroughput(book.workspace));
  const chapters: ChapterInfo[] = [];
  for (const [index, one] of loaded.entries()) {
    chapters.push(await chapterInfo(one, missing[index] ?? [], pace));
  }
  const total = (count: (chapter: ChapterInfo) => number) =>
    chapters.reduce((sum, chapter) => sum + count(chapter), 0);
  // What is equal within the book is spoken once.
  const toSpeak = distinctByKey(missing.flat());
  const used = slotUseOfBook(book.workspace, book.slug);
  const published = join(book.output, `${fileTitle(title)}.m4b`);
  return ok({
    ...{ slug: book.slug, title, author, narrator: narrator ?? null, language, models },
    ...{ chapters, unreadable, voices: voiceShares(loaded), pace },
    totals: {
      chapters: chapters.length,
      characters: total(({ characters }) => characters),
      segments: total(({ segments }) => segments),
      toSpeak: toSpeak.length,
      charactersToSpeak: spokenLength(toSpeak),
      seconds: total(({ seconds }) => seconds),
      measured: chapters.every(({ measured }) => measured),
    },
    spent: used?.cost === undefined ? null : { ...used.cost, ...used.time },
    published: existsSync(published) ? relative(book.workspace, published) : null,
  });
}

async function loadChapters(book: BookPaths) {
  const loaded: Loaded[] = [];
  const unreadable: BookInfo['unreadable'] = [];
  for (const [index, folder] of (await chapterFolders(book)).entries()) {
    const chapter = chapterPaths(book, folder);
    const source = await loadSource(chapter);
    if (!source.ok) {
      unreadable.push({ project: chapter.project, found: describeFailure(source.failure) });
      continue;
    }
    const script = composeScript(source.value);
    const keyed = keySegments(script.segments);
    const earlier = await earlierTakes(chapter);
    loaded.push({
      ...{ chapter, place: index + 1, source: source.value, script, keyed },
      takes: takesOfText(keyed, earlier),
      characters: spokenLength(keyed),
      known: knownSpeech(keyed, earlier),
      pauseSeconds: secondsOfPauses(script.pauses),
      engines: [...new Set(script.segments.map(({ engine }) => engine))],
    });
  }
  return { loaded, unreadable };
}

const spokenLength = (segments: readonly KeyedSegment[]) =>
  segments.reduce((sum, { segment }) => sum + segment.spoken.length, 0);

async function chapterInfo(
  one: Loaded,
  missing: readonly KeyedSegment[],
  pace: SpeechPace,
): Promise<ChapterInfo> {
  const { chapter, place, source, script, keyed, takes, characters } = one;
  // One take serves all segments that are equal.
  const keys = new Set(missing.map(({ key }) => key));
  const toSpeak = keyed.filter((other) => !possibleKeys([other]).isDisjointFrom(keys)).length;
  const state = await chapterState({ chapter, script, keyed, place, missing: toSpeak }, takes);
  return {
    ...{ project: chapter.project, number: place, title: script.layout.title },
    parts: partHeadings(source.source),
    ...{ characters, segments: keyed.length, toSpeak },
    charactersToSpeak: spokenLength(missing),
    seconds: secondsOfChapter(one, pace),
    ...{ measured: takes !== undefined, state },
  };
}

/** The headings that stand before the chapter's own, which is the first of level 1. */
function partHeadings(source: string): string[] {
  const headings = parseChapter(source).filter(({ kind }) => kind === 'heading');
  const own = headings.findIndex(({ level }) => level === 1);
  return headings
    .slice(0, Math.max(0, own))
    .map((heading) => blockText(source, heading).replace(/\s+/g, ' ').trim());
}

function voiceShares(loaded: readonly Loaded[]): VoiceShare[] {
  const all = loaded.flatMap(({ source, script }) =>
    script.segments.map((segment) => ({
      segment,
      name: source.corrections.segments[segment.id]?.voice ?? source.narrator,
    })),
  );
  const total = all.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  return [...Map.groupBy(all, ({ name }) => name)]
    .map(([name, spoken]): VoiceShare => {
      const characters = spoken.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
      const { engine = '', voice = '' } = spoken[0]?.segment ?? {};
      return {
        name,
        engine,
        voice,
        segments: spoken.length,
        characters,
        share: characters / total,
      };
    })
    .sort((one, other) => other.characters - one.characters);
}
