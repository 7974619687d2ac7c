import { basename, dirname } from 'node:path';
import {
  chapterFolderPattern,
  chapterNumber,
  slugPattern,
} from '@audiobook/pipeline/book/book-paths';
import type { CreateNodes, CreateNodesResult } from '@nx/devkit';
import { bookTargets } from './book-targets.ts';
import { chapterTargets } from './chapter-targets.ts';

/**
 * Infers one project for each book and one for each of its chapters from the files of `books/`.
 *
 * What is wrong with one book must not stop the others, and an error here stops every Nx command:
 * a folder that can be no book is passed over, and the run's hook says so; one that can be no chapter is
 * passed over, and `contents` and `script` of the book say what to do about it.
 */
export const createNodes: CreateNodes = [
  'books/*/{book.json,chapters/*/text.md}',
  (files) => {
    const books = Map.groupBy(files, (file) => file.split('/')[1] ?? '');
    return [...books].flatMap(([slug, ofBook]) => bookNodes(slug, ofBook));
  },
];

type Node = readonly [source: string, result: CreateNodesResult];

function bookNodes(slug: string, files: readonly string[]): Node[] {
  if (!slugPattern.test(slug)) return [];
  const texts = chapterTexts(files);
  const names = texts.map((text) => `${slug}-${chapterNumber(basename(dirname(text)))}`);
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
  const bookFile = `books/${slug}/book.json`;
  const book: Node = [
    files.includes(bookFile) ? bookFile : (files[0] ?? ''),
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

/** The texts that are chapters: in folders named like one, and the first of each number. */
function chapterTexts(files: readonly string[]): string[] {
  const numbers = new Set<number>();
  return files
    .filter((file) => basename(file) === 'text.md')
    .sort()
    .filter((text) => {
      const folder = basename(dirname(text));
      const number = Number(chapterNumber(folder));
      if (!chapterFolderPattern.test(folder) || numbers.has(number)) return false;
      numbers.add(number);
      return true;
    });
}
