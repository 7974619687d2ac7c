import { relative } from 'node:path';
import { primaryLanguage } from '@audiobook/model/primary-language';
import { fail, ok, type Result } from '@audiobook/model/result';
import { positionFinder } from '@audiobook/settings/position-in-json';
import { compileLexicon } from '@audiobook/text/lexicon';
import { likelyMisread, misreadKinds } from '@audiobook/text/words/likely-misread';
import type { WordList } from '@audiobook/text/words/word-list';
import type { BookPaths } from './book/book-paths.ts';
import { chosenChapters } from './book/chosen-chapters.ts';
import { writeReport } from './book/write-report.ts';
import type { EmitEvent } from './stage-event.ts';
import type { CheckedBook, CheckedSource } from './validate/checked-book.ts';
import { loadCheckedBook } from './validate/load-checked-book.ts';
import { listedLanguages, loadWordList } from './words/load-word-list.ts';
import { wordsLines } from './words/words-lines.ts';
import type { WordsReport } from './words/words-report.ts';

export interface WordsOptions {
  /** Only these chapters, such as `3-5,8`. */
  chapters?: string | number;
  /** So many words are printed. */
  limit?: number;
  /** File that gets all of them as JSON: see `writeReport`. */
  json?: string;
}

/**
 * Lists the words of a book that its engine is likely to say wrong: names, foreign words, rare spellings, and
 * abbreviations and figures that the language's rules left. What the lexicons or corrections read is left out.
 * Needs no script, engine or take, and writes nothing but `json`.
 *
 * Fails where a chapter is named that there is not, and, behind what can be shown, where a file can't be read.
 */
export async function words(
  paths: BookPaths,
  { chapters: option, limit = 50, json }: WordsOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const chosen = await chosenChapters(paths, option);
  if (!chosen.ok) return chosen;
  const loaded = await loadCheckedBook(paths);
  if (!loaded.ok) return loaded;
  const { book, findings } = loaded.value;
  const projects = new Set(chosen.value.map(({ project }) => project));
  const chapters = book.chapters.filter((chapter) => projects.has(chapter.paths.project));
  const report = await reportOf(book, chapters);
  if (json !== undefined) {
    const written = await writeReport(paths, json, report, emit);
    if (!written.ok) return written;
  }
  const voice = book.voices.find(({ namedIn }) => namedIn.file === paths.cast)?.name;
  emit({ kind: 'done', message: wordsLines(paths, report, { limit, voice }).join('\n') });
  const [finding] = findings;
  if (finding === undefined) return ok();
  const { file, line, column, found } = finding;
  return fail({
    kind: 'bad-request',
    doing: `reading ${paths.slug}`,
    found: `${file}:${line}:${column}: ${found}`,
    remedy: `Correct it: npx nx run ${paths.slug}:validate tells all that is wrong.`,
  });
}

async function reportOf(
  { paths, book: { language }, lexicon, sharedLexicon }: CheckedBook,
  chapters: readonly CheckedSource[],
): Promise<WordsReport> {
  const sources = {
    ...{ language, own: await loadWordList(language) },
    lexicon: compileLexicon({ book: lexicon?.content ?? {}, shared: sharedLexicon, language }),
  };
  let found = likelyMisread(chapters, { ...sources, others: [] });
  // Other dictionaries take a second to load, and say of rare spellings alone whether they are foreign.
  if (found.some(({ kind }) => kind === 'rare')) {
    found = likelyMisread(chapters, { ...sources, others: await otherLists(language) });
  }
  const positions = chapters.map(({ source }) => positionFinder(source));
  const words = found.flatMap(({ word, kind, count, first: { chapter, at, context } }) => {
    const [source, positionOf] = [chapters[chapter], positions[chapter]];
    if (source === undefined || positionOf === undefined) return [];
    return [
      {
        ...{ word, kind, count, likelihood: misreadKinds[kind] },
        ...{ chapter: source.paths.project, file: relative(paths.workspace, source.paths.text) },
        ...{ ...positionOf(at), context },
      },
    ];
  });
  return { book: paths.slug, language, dictionary: sources.own !== undefined, words };
}

/** The words of the other languages that have a dictionary here. */
async function otherLists(language: string): Promise<WordList[]> {
  const others = listedLanguages.filter((other) => other !== primaryLanguage(language));
  const lists = await Promise.all(others.map(loadWordList));
  return lists.filter((list) => list !== undefined);
}
