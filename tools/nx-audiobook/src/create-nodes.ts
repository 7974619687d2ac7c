import { basename, dirname } from 'node:path';
import { chapterFolderPattern, chapterNumber, slugPattern } from '@audiobook/pipeline/book-paths';
import type { CreateNodes, CreateNodesResult } from '@nx/devkit';
import { bookTargets } from './book-targets.ts';
import { chapterTargets } from './chapter-targets.ts';

/** Infers one project for each book and one for each of its chapters from the files of `books/`. */
export const createNodes: CreateNodes = [
  'books/*/{book.json,chapters/*/text.md}',
  (files) => {
    const books = Map.groupBy(files, (file) => file.split('/')[1] ?? '');
    return [...books].flatMap(([slug, ofBook]) => bookNodes(slug, ofBook));
  },
];

type Node = readonly [source: string, result: CreateNodesResult];

function bookNodes(slug: string, files: readonly string[]): Node[] {
  if (!slugPattern.test(slug)) {
    throw new Error(
      `The book's folder books/${slug} must be named by words of a to z and digits, joined by hyphens, such as my-book. Rename it.`,
    );
  }
  const bookFile = `books/${slug}/book.json`;
  if (!files.includes(bookFile)) {
    throw new Error(
      `books/${slug} has chapters but no book.json. Restore ${bookFile}, or import the book with: npx nx g @audiobook/nx:book <file> --slug=${slug}`,
    );
  }
  const texts = files.filter((file) => file !== bookFile).sort();
  const names = chapterNames(slug, texts);
  const chapters = texts.map((text, index): Node => {
    const root = dirname(text);
    const name = names[index] ?? '';
    return [
      text,
      {
        projects: {
          [root]: {
            name,
            projectType: 'library',
            tags: [`book:${slug}`, 'type:chapter'],
            targets: chapterTargets(slug, root),
          },
        },
      },
    ];
  });
  const book: Node = [
    bookFile,
    {
      projects: {
        [`books/${slug}`]: {
          name: slug,
          projectType: 'application',
          tags: [`book:${slug}`, 'type:book'],
          // `dependsOn` makes no edge that `nx affected` follows; this does.
          implicitDependencies: names,
          targets: bookTargets(slug),
        },
      },
    },
  ];
  return [book, ...chapters];
}

/** The chapters' project names, `<slug>-<nn>`, in the order of their texts. */
function chapterNames(slug: string, texts: readonly string[]): string[] {
  const byNumber = new Map<number, string>();
  return texts.map((text) => {
    const number = chapterNumberOf(text);
    const twin = byNumber.get(Number(number));
    if (twin !== undefined) {
      throw new Error(
        `${dirname(twin)} and ${dirname(text)} both have the number ${number}. Renumber one of them.`,
      );
    }
    byNumber.set(Number(number), text);
    return `${slug}-${number}`;
  });
}

/** The number that the chapter's folder begins with; a folder must be named so that Nx can address it. */
function chapterNumberOf(text: string): string {
  const folder = basename(dirname(text));
  if (!chapterFolderPattern.test(folder)) {
    throw new Error(
      `The chapter folder ${dirname(text)} must be named by a number of at least two digits and words of a to z, such as 03-the-ferry. Rename it.`,
    );
  }
  return chapterNumber(folder);
}
