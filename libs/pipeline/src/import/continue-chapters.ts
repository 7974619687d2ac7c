import { hash } from 'node:crypto';
import type { ImportRecord } from '@audiobook/model/import-record';
import { type ChapterMatch, matchChapters } from '@audiobook/text/import/match-chapters';
import { slugOf } from './slug-of.ts';

/** A chapter that lies in the workspace. */
export interface ExistingChapter {
  /** Its folder's name, such as `03-the-ferry`. */
  folder: string;
  /** The whole text.md. */
  text: string;
}

/** A chapter as it will lie there. */
export interface PlannedChapter {
  folder: string;
  title: string;
  /** The new edition's text. */
  text: string;
  /** Of that text, for import.json. */
  digest: string;
  /**
   * `unchanged`: text.md stays as it is, the user's corrections with it. `conflict`: the user
   * corrected the chapter, and the new edition changed it too.
   */
  state: 'new' | 'changed' | 'conflict' | 'unchanged';
}

export interface Continuation {
  chapters: PlannedChapter[];
  /** Folders that get another number. */
  moves: { from: string; to: string }[];
  /** Chapters that the new edition no longer has, and whether the user corrected their text. */
  gone: { folder: string; text: string; corrected: boolean }[];
}

/**
 * Decides the folder of each chapter of a book that is imported.
 *
 * A chapter that continues one that is there keeps its folder, with another number where its place
 * has changed: nothing spoken depends on either. With the record of what was imported before, a text
 * that the user corrected is never replaced.
 */
export function continueChapters(
  existing: readonly ExistingChapter[],
  fresh: readonly { title: string; text: string }[],
  record?: ImportRecord,
): Continuation {
  const before = new ImportedBefore(existing, record);
  const edition = fresh.map((chapter) => ({ ...chapter, digest: textDigest(chapter.text) }));
  const old = existing.map(({ folder, text }) => ({
    folder,
    text: plainText(text),
    imported: record?.chapters[folder],
  }));
  const matches = matchChapters(old, edition);
  const continued = new Map(
    matches.flatMap((match) =>
      match.kind === 'same' || match.kind === 'changed' ? [[match.fresh, match] as const] : [],
    ),
  );
  const width = Math.max(2, String(fresh.length).length);
  const moves: Continuation['moves'] = [];
  const chapters = edition.map((chapter, index): PlannedChapter => {
    const number = String(index + 1).padStart(width, '0');
    const match = continued.get(index);
    if (match === undefined) {
      const folder = [number, slugOf(chapter.title)].filter((part) => part !== '').join('-');
      return { ...chapter, folder, state: 'new' };
    }
    const folder = match.folder.replace(/^\d+/, number);
    if (folder !== match.folder) moves.push({ from: match.folder, to: folder });
    return { ...chapter, folder, state: before.stateOf(match, chapter.digest) };
  });
  const left = new Set(matches.flatMap((match) => (match.kind === 'gone' ? [match.folder] : [])));
  const gone = existing
    .filter(({ folder }) => left.has(folder))
    .map((chapter) => ({ ...chapter, corrected: before.isCorrected(chapter.folder) }));
  return { chapters, moves, gone };
}

/** What was imported, beside what lies in the workspace now. */
class ImportedBefore {
  readonly #recorded: ReadonlyMap<string, string> | undefined;
  readonly #present: ReadonlyMap<string, string>;
  /** What was imported into folders that have another name now: which of them is not known. */
  readonly #renamed: ReadonlySet<string>;

  constructor(existing: readonly ExistingChapter[], record: ImportRecord | undefined) {
    const recorded = Object.entries(record?.chapters ?? {});
    this.#recorded = record && new Map(recorded);
    this.#present = new Map(existing.map(({ folder, text }) => [folder, textDigest(text)]));
    this.#renamed = new Set(
      recorded.filter(([folder]) => !this.#present.has(folder)).map(([, digest]) => digest),
    );
  }

  stateOf(
    { kind, folder }: Extract<ChapterMatch, { kind: 'same' | 'changed' }>,
    digest: string,
  ): PlannedChapter['state'] {
    if (kind === 'same' || this.#wasImported(folder, digest)) return 'unchanged';
    return this.isCorrected(folder) ? 'conflict' : 'changed';
  }

  /** Whether a folder's text is another than was imported; never known without a record. */
  isCorrected(folder: string): boolean {
    const present = this.#present.get(folder);
    if (this.#recorded === undefined || present === undefined) return false;
    return !this.#wasImported(folder, present);
  }

  #wasImported(folder: string, digest: string): boolean {
    const recorded = this.#recorded?.get(folder);
    return recorded === undefined ? this.#renamed.has(digest) : recorded === digest;
  }
}

/** SHA-256 of a text, whatever line endings an editor or git gave it. */
function textDigest(text: string): string {
  return hash('sha256', plainText(text));
}

function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
