import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { rewrap } from '../novel/edit-novel.ts';
import { seededRandom } from '../novel/random.ts';
import type { Workspace } from './workspace.ts';

/** An edit that leaves every sentence as it sounds: no segment may be spoken for it. */
export interface SilentEdit {
  name: string;
  apply(workspace: Workspace, book: EditedBook): Promise<void>;
}

export interface EditedBook {
  slug: string;
  /** The folder of one of its chapters. */
  chapter: string;
}

type Json = Record<string, unknown>;

/** Changes a JSON file of a workspace. */
export function editJson(workspace: Workspace, path: string, change: (value: Json) => Json) {
  return workspace.edit(path, (text) => JSON.stringify(change(JSON.parse(text)), undefined, 2));
}

const bookFile = ({ slug }: EditedBook) => `books/${slug}/book.json`;
const chapterFolder = ({ slug, chapter }: EditedBook) => `books/${slug}/chapters/${chapter}`;

export const silentEdits: readonly SilentEdit[] = [
  {
    name: 'white space',
    apply: (workspace, book) =>
      workspace.edit(`${chapterFolder(book)}/text.md`, (text) => rewrap(text, seededRandom(41))),
  },
  {
    name: 'a pause',
    apply: (workspace, book) =>
      editJson(workspace, bookFile(book), (value) => ({ ...value, pauses: { sentence: 517 } })),
  },
  {
    name: 'title and narrator',
    apply: (workspace, book) =>
      editJson(workspace, bookFile(book), (value) => ({
        ...value,
        title: 'Another Title [2nd ed.]',
        narrator: 'Somebody',
      })),
  },
  {
    name: 'the cover',
    apply: async (workspace, { slug }) =>
      workspace.write(
        `books/${slug}/cover.jpg`,
        await workspace.readRepositoryBytes('books/eleven-minutes-slow/cover.jpg'),
      ),
  },
  {
    name: 'the loudness target',
    apply: (workspace, book) =>
      editJson(workspace, bookFile(book), (value) => ({
        ...value,
        loudness: { targetLufs: -21 },
      })),
  },
  {
    name: "a chapter's title",
    apply: (workspace, book) =>
      workspace.write(`${chapterFolder(book)}/corrections.json`, '{ "title": "Harbour [I]" }'),
  },
  {
    name: 'nx.json',
    apply: (workspace) =>
      editJson(workspace, 'nx.json', (value) => ({ ...value, defaultBase: 'trunk' })),
  },
  {
    name: 'an unrelated package installed',
    async apply(workspace) {
      await editJson(workspace, 'package.json', (value) => ({
        ...value,
        dependencies: { 'left-pad': '1.3.0' },
      }));
      const unrelated = { 'node_modules/left-pad': { version: '1.3.0', license: 'WTFPL' } };
      await editJson(workspace, 'package-lock.json', ({ packages, ...lock }) => ({
        ...lock,
        packages: { ...(packages as Json), ...unrelated },
      }));
    },
  },
  {
    name: "the engine's package upgraded while the book's pin stays",
    apply: (workspace) =>
      workspace.edit('package-lock.json', (text) =>
        text.replace(/("node_modules\/espeak-ng": \{\s*"version": ")[^"]+/, '$19.9.9'),
      ),
  },
  {
    name: 'a chapter renamed and moved to the end',
    apply: (workspace, book) =>
      rename(
        join(workspace.root, chapterFolder(book)),
        join(workspace.root, `books/${book.slug}/chapters/99-how-it-ended`),
      ),
  },
];
