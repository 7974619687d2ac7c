import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Book } from '@audiobook/model/book';
import { describeFailure } from '@audiobook/model/failure';
import { ImportRecord, type NotesChoice } from '@audiobook/model/import-record';
import type { Result } from '@audiobook/model/result';
import { coverNames } from '@audiobook/pipeline/book/book-paths';
import { defaultEngine } from '@audiobook/pipeline/book/default-voice';
import { modelOf } from '@audiobook/pipeline/book/model-of';
import { type ExistingBook, importBook } from '@audiobook/pipeline/import-book';
import { parseSettings } from '@audiobook/settings/read-settings';
import { createProjectGraphAsync, type Tree } from '@nx/devkit';

interface BookOptions {
  file: string;
  slug?: string;
  title?: string;
  author?: string;
  language?: string;
  notes?: NotesChoice;
  keep?: string;
  drop?: string;
  update?: boolean;
}

/** `nx g @audiobook/nx:book <file>`: adds a book, or imports a new edition over one. */
export default async function bookGenerator(tree: Tree, options: BookOptions): Promise<void> {
  const { file, update = false, keep, drop, ...chosen } = options;
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`Failed while importing ${file}:\n  ${unreadable(error)}`);
  });
  const { nodes } = await createProjectGraphAsync();
  const imported = orThrow(
    await importBook({
      ...chosen,
      keep: namesIn(keep),
      drop: namesIn(drop),
      name: basename(file),
      bytes,
      model: await installedModel(tree.root),
      projects: new Set(Object.keys(nodes)),
      existing: (slug) => existingBook(tree, slug),
      update,
    }),
  );
  const folder = `books/${imported.slug}`;
  for (const path of imported.deletes) tree.delete(`${folder}/${path}`);
  moveFolders(
    tree,
    imported.moves.map(({ from, to }) => ({ from: `${folder}/${from}`, to: `${folder}/${to}` })),
  );
  for (const { path, content } of imported.writes) {
    tree.write(`${folder}/${path}`, typeof content === 'string' ? content : Buffer.from(content));
  }
  // Not in a callback for after the writing, which a dry run does not call.
  console.log(imported.report);
}

/** Names with commas between; a comma that belongs to a name has a backslash before it. */
function namesIn(list: string | undefined): string[] | undefined {
  return list
    ?.split(/(?<!\\),/)
    .map((name) => name.replaceAll('\\,', ',').trim())
    .filter((name) => name !== '');
}

function unreadable({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EISDIR')
    return 'it is a folder\n  → Name a book file in it, such as book.epub or book.docx.';
  const found = code === 'ENOENT' ? 'there is no such file' : message;
  return `${found}\n  → Name a file that can be read.`;
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(describeFailure(result.failure));
  return result.value;
}

async function installedModel(workspace: string): Promise<string> {
  return orThrow(await modelOf(workspace, new AbortController().signal)(defaultEngine));
}

function existingBook(tree: Tree, slug: string): ExistingBook | undefined {
  const folder = `books/${slug}`;
  if (!tree.exists(`${folder}/book.json`)) return undefined;
  const chapters = tree
    .children(`${folder}/chapters`)
    .filter((name) => tree.exists(`${folder}/chapters/${name}/text.md`))
    .map((name) => ({
      folder: name,
      text: tree.read(`${folder}/chapters/${name}/text.md`, 'utf8') ?? '',
    }));
  const hasCover = coverNames.some((name) => tree.exists(`${folder}/${name}`));
  const { title, language } = orThrow(
    parseSettings(tree.read(`${folder}/book.json`, 'utf8') ?? '', {
      file: `${folder}/book.json`,
      schema: Book,
      doing: `reading the book ${slug}`,
    }),
  );
  const record = tree.read(`${folder}/import.json`, 'utf8');
  const imported =
    record === null
      ? undefined
      : orThrow(
          parseSettings(record, {
            file: `${folder}/import.json`,
            schema: ImportRecord,
            doing: `reading what was imported as ${slug}`,
          }),
        );
  return { title, language, chapters, imported, hasCover };
}

/** All of them at once: one chapter may take the number that another gives up. */
function moveFolders(tree: Tree, moves: { from: string; to: string }[]): void {
  const files = moves.flatMap(({ from, to }) =>
    filesIn(tree, from).map((file) => ({
      from: file,
      to: `${to}${file.slice(from.length)}`,
      content: tree.read(file),
    })),
  );
  for (const { from } of files) tree.delete(from);
  for (const { to, content } of files) if (content !== null) tree.write(to, content);
}

function filesIn(tree: Tree, path: string): string[] {
  if (!tree.exists(path)) return [];
  if (tree.isFile(path)) return [path];
  return tree.children(path).flatMap((name) => filesIn(tree, `${path}/${name}`));
}
