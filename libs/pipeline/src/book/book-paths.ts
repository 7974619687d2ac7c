import { basename, join } from 'node:path';

/** The files of a book and what is made of it, as absolute paths. */
export interface BookPaths {
  slug: string;
  workspace: string;
  folder: string;
  book: string;
  cast: string;
  lexicon: string;
  /** The lexicon that all books of the workspace share. */
  sharedLexicon: string;
  /** The takes that the user has accepted. */
  lock: string;
  chapters: string;
  voices: string;
  output: string;
  contents: string;
}

/** The files of a chapter and what is made of it, as absolute paths. */
export interface ChapterPaths {
  /** The chapter's project, such as `absalon-03`: how the user names it. */
  project: string;
  book: BookPaths;
  /** The chapter's folder name, such as `03-the-ferry`. */
  name: string;
  text: string;
  corrections: string;
  output: string;
  segments: string;
  layout: string;
  pauses: string;
  takes: string;
  /** The script as far as it has takes: by it a plan says what has changed since. */
  spoken: string;
  /** Who gave those of its takes that came from shared ones. */
  writers: string;
  speech: string;
  mp3: string;
  aac: string;
  timeline: string;
  chapter: string;
}

/** Where a book of a workspace lies. */
export function bookPaths(workspace: string, slug: string): BookPaths {
  const folder = join(workspace, 'books', slug);
  const output = join(workspace, 'dist', 'books', slug);
  return {
    slug,
    workspace,
    folder,
    book: join(folder, 'book.json'),
    cast: join(folder, 'cast.json'),
    lexicon: join(folder, 'lexicon.json'),
    sharedLexicon: join(workspace, 'books', 'lexicon.json'),
    lock: join(folder, 'takes.lock.json'),
    chapters: join(folder, 'chapters'),
    voices: join(workspace, 'voices'),
    output,
    contents: join(output, 'contents.json'),
  };
}

/** `folder` is the chapter's folder name, or a path that ends with it. */
export function chapterPaths(book: BookPaths, folder: string): ChapterPaths {
  const name = basename(folder);
  const source = join(book.chapters, name);
  const output = join(book.output, 'chapters', name);
  return {
    project: `${book.slug}-${chapterNumber(name)}`,
    book,
    name,
    text: join(source, 'text.md'),
    corrections: join(source, 'corrections.json'),
    output,
    segments: join(output, 'segments.json'),
    layout: join(output, 'layout.json'),
    pauses: join(output, 'pauses.json'),
    takes: join(output, 'takes.json'),
    spoken: join(output, 'spoken.json'),
    writers: join(output, 'writers.json'),
    speech: join(output, 'speech.json'),
    mp3: join(output, 'audio.mp3'),
    aac: join(output, 'audio.aac'),
    timeline: join(output, 'timeline.json'),
    chapter: join(output, 'chapter.json'),
  };
}

/** What a book's cover may be called; the first that is there is it. */
export const coverNames = ['cover.jpg', 'cover.jpeg', 'cover.png'] as const;

/** A book's folder: words of a to z and digits, as Nx can name a project and restore its files. */
export const slugPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A chapter folder is a number, then words: `03-the-ferry`. */
export const chapterFolderPattern = /^\d{2,}(-[a-z0-9]+)*$/;

/** The number that opens a chapter folder's name, as written: `03` of `03-the-ferry`. */
export function chapterNumber(folder: string): string {
  return /^\d+/.exec(folder)?.[0] ?? folder;
}
