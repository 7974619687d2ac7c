import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { type Book, LanguageTag } from '@audiobook/model/book';
import type { ImportRecord } from '@audiobook/model/import-record';
import { fail, ok, type Result } from '@audiobook/model/result';
import { writeChapterText } from '@audiobook/text/import/chapter-text';
import { ImportChoices, type WantedText } from '@audiobook/text/import/import-choices';
import type { ImportedBook } from '@audiobook/text/import/imported-book';
import { readBook } from '@audiobook/text/import/read-book';
import { splitSentences } from '@audiobook/text/sentences';
import type { z } from 'zod';
import { slugPattern } from './book/book-paths.ts';
import { defaultEngine, defaultVoice } from './book/default-voice.ts';
import { unknownAuthor } from './book/unknown-author.ts';
import {
  type Continuation,
  continueChapters,
  type ExistingChapter,
} from './import/continue-chapters.ts';
import { describeImport } from './import/describe-import.ts';
import { slugOf } from './import/slug-of.ts';

/** A book file to import, and what the user said about it. */
export interface ImportRequest extends WantedText {
  /** The file's name, with its extension. */
  name: string;
  bytes: Uint8Array;
  slug?: string | undefined;
  title?: string | undefined;
  author?: string | undefined;
  language?: string | undefined;
  /** Identity of the default engine's model, which a new book is pinned to. */
  model: string;
  /** Names of all projects that there are. */
  projects: ReadonlySet<string>;
  /** The book that a new edition is imported over, by its slug; undefined where there is none. */
  existing(slug: string): ExistingBook | undefined;
  update: boolean;
}

/** A book as it lies in the workspace. */
export interface ExistingBook {
  title: string;
  language: string;
  chapters: ExistingChapter[];
  /** What was imported before; undefined for a book that was not, or by an earlier version. */
  imported: ImportRecord | undefined;
  hasCover: boolean;
}

/** What an import changes in the workspace; paths are relative to the book's folder. */
export interface BookImport {
  slug: string;
  writes: { path: string; content: string | Uint8Array }[];
  /** Texts to delete, before anything is moved. */
  deletes: string[];
  /** Folders whose files go into another one, all of them at once, and before anything is written. */
  moves: { from: string; to: string }[];
  /** What was imported and what was left out, as the user reads it. */
  report: string;
}

/** Turns a book file into the files of a book. Reads and writes nothing itself. */
export async function importBook(request: ImportRequest): Promise<Result<BookImport>> {
  const first = await readBook(request, new ImportChoices(request));
  if (!first.ok) return first;
  const fromFile = first.value.title ?? request.name.replace(/\.[^.]+$/, '');
  const slug = request.slug ?? slugOf(request.title ?? fromFile);
  const free = checkSlug(slug, request);
  if (!free.ok) return free;
  const existing = request.update ? request.existing(slug) : undefined;
  const choices = choicesOf(request, existing?.imported);
  const read =
    choices === request ? first : await readBook(request, new ImportChoices(choices, request));
  if (!read.ok) return read;
  const book = read.value;
  const title = existing?.title ?? request.title ?? fromFile;
  const language = existing?.language ?? request.language ?? book.language;
  const speakable = checkLanguage(language, request);
  if (!speakable.ok) return speakable;

  const fresh = book.chapters.map((chapter) => ({
    title: chapter.title,
    text: writeChapterText(chapter, (text) => splitSentences(text, speakable.value)),
  }));
  const plan = continueChapters(existing?.chapters ?? [], fresh, existing?.imported);
  const writes = chapterFiles(plan, choices);
  if (existing === undefined) {
    writes.push(
      ...bookFiles({
        book,
        title,
        author: request.author,
        language: speakable.value,
        model: request.model,
      }),
    );
  }
  if (book.cover !== undefined && existing?.hasCover !== true) {
    const extension = book.cover.mediaType === 'image/png' ? 'png' : 'jpg';
    writes.push({ path: `cover.${extension}`, content: book.cover.bytes });
  }
  const inChapters = (folder: string) => `chapters/${folder}`;
  const moves = [
    ...plan.gone.map(({ folder }) => ({ from: folder, to: `gone-${folder}` })),
    ...plan.moves,
  ];
  return ok({
    slug,
    deletes: plan.gone.map(({ folder }) => `${inChapters(folder)}/text.md`),
    moves: moves.map(({ from, to }) => ({ from: inChapters(from), to: inChapters(to) })),
    writes,
    report: describeImport({ ...book, slug, title, language: speakable.value, plan }),
  });
}

/** What the user chooses now, and where that is not said, what was chosen for the edition before. */
function choicesOf(request: WantedText, recorded: ImportRecord | undefined): WantedText {
  const { notes, keep, drop } = recorded ?? {};
  const isAllSaid =
    (request.notes ?? notes) === request.notes &&
    (request.keep ?? keep) === request.keep &&
    (request.drop ?? drop) === request.drop;
  if (isAllSaid) return request;
  return {
    notes: request.notes ?? notes,
    keep: request.keep ?? keep,
    drop: request.drop ?? drop,
  };
}

/** The texts that change, and import.json. What the user corrected stays, under one name or another. */
function chapterFiles(
  { chapters, gone }: Continuation,
  { notes, keep, drop }: WantedText,
): BookImport['writes'] {
  const texts = chapters.flatMap(({ folder, text, state }) => {
    if (state === 'unchanged') return [];
    const name = state === 'conflict' ? 'text.new.md' : 'text.md';
    return [{ path: `chapters/${folder}/${name}`, content: text }];
  });
  const kept = gone
    .filter(({ corrected }) => corrected)
    .map(({ folder, text }) => ({ path: `chapters/gone-${folder}/text.old.md`, content: text }));
  const record: ImportRecord = {
    chapters: Object.fromEntries(chapters.map(({ folder, digest }) => [folder, digest])),
    notes,
    ...(keep?.length && { keep: [...keep] }),
    ...(drop?.length && { drop: [...drop] }),
  };
  return [...texts, ...kept, { path: 'import.json', content: json(record) }];
}

function checkSlug(slug: string, request: ImportRequest): Result<undefined> {
  const { name, update, projects } = request;
  const bad = (found: string, remedy: string) =>
    fail({ kind: 'bad-request', doing: `importing ${name}`, found, remedy });
  if (!slugPattern.test(slug)) {
    return bad(
      slug === '' ? 'its title has no letter of a to z to name it by' : `“${slug}” is no slug`,
      'Name the book with --slug=, in words of a to z and digits joined by hyphens.',
    );
  }
  const there = request.existing(slug) !== undefined;
  if (update) {
    const refused = ['title', 'author', 'language'].filter(
      (name) => name in request && request[name as 'title'] !== undefined,
    );
    if (there && refused.length > 0) {
      return bad(
        `--${refused[0]} says what book.json of “${slug}” already says`,
        'Change it in book.json, and leave the option out with --update.',
      );
    }
    if (there) return ok();
    return bad(
      `there is no book “${slug}” to update`,
      'Leave --update out, or name the book with --slug=.',
    );
  }
  if (there) {
    return bad(
      `there is a book “${slug}” already`,
      'Import it over that one with --update, or under another name with --slug=.',
    );
  }
  const taken = [...projects].find(
    (project) =>
      project === slug ||
      project.replace(/-\d+$/, '') === slug ||
      slug.replace(/-\d+$/, '') === project,
  );
  if (taken === undefined) return ok();
  return bad(
    `“${slug}” would collide with the project “${taken}”`,
    'Name the book otherwise with --slug=.',
  );
}

function checkLanguage(language: string | undefined, { name }: ImportRequest): Result<string> {
  const bad = (found: string) =>
    fail({
      kind: 'bad-request',
      doing: `importing ${name}`,
      found,
      remedy: 'Name the language with --language=, such as en-GB, fr or da.',
    });
  if (language === undefined)
    return bad('the file does not say its language, and its text is unclear');
  const parsed = LanguageTag.safeParse(language);
  if (!parsed.success) return bad(`“${language}” is no language tag`);
  const problem = engineCatalogue.get(defaultEngine)?.languageProblem(language);
  return problem === undefined ? ok(language) : bad(problem);
}

interface NewBook {
  book: ImportedBook;
  title: string;
  author: string | undefined;
  language: string;
  model: string;
}

/** book.json, cast.json and lexicon.json of a new book. */
function bookFiles({ book, title, author, language, model }: NewBook): BookImport['writes'] {
  const { publisher, year, description, series, seriesNumber } = book;
  const settings: z.input<typeof Book> = {
    title,
    author: author ?? book.author ?? unknownAuthor,
    language,
    publisher,
    year,
    series,
    seriesNumber,
    description,
    models: { [defaultEngine]: model },
  };
  return [
    { path: 'book.json', content: json(settings) },
    { path: 'cast.json', content: json({ narrator: { voice: defaultVoice } }) },
    { path: 'lexicon.json', content: json(book.lexicon ?? {}) },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
