import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodes } from './create-nodes.ts';

async function projectsOf(...files: string[]) {
  const [, infer] = createNodes;
  const context = { workspaceRoot: '/nowhere', nxJsonConfiguration: {} };
  const nodes = await infer(files, undefined, context);
  return Object.assign({}, ...nodes.map(([, { projects }]) => projects));
}

const book = 'books/emma/book.json';
const chapter = (folder: string) => `books/emma/chapters/${folder}/text.md`;

describe('createNodes()', () => {
  it('infers a project for a book, which depends on its chapters, and one for each of them', async () => {
    const projects = await projectsOf(book, chapter('02-two'), chapter('01-one'));
    expect(projects['books/emma']).toMatchObject({
      name: 'emma',
      tags: ['book:emma', 'type:book'],
      implicitDependencies: ['emma-01', 'emma-02'],
    });
    expect(projects['books/emma/chapters/02-two']).toMatchObject({
      name: 'emma-02',
      tags: ['book:emma', 'type:chapter'],
    });
  });

  it('gives a chapter the same configuration whatever other chapters there are', async () => {
    const folder = 'books/emma/chapters/01-one';
    const alone = await projectsOf(book, chapter('01-one'));
    const beside = await projectsOf(book, chapter('01-one'), chapter('02-two'));
    expect(beside[folder]).toEqual(alone[folder]);
  });

  it('passes over what can be no chapter, since an error would stop every command', async () => {
    const files = [book, chapter('01-a'), chapter('001-b'), chapter('two')];
    expect(Object.keys(await projectsOf(...files))).toEqual([
      'books/emma',
      'books/emma/chapters/001-b',
    ]);
  });

  it('infers a book without book.json, whose stages then say that it is missing', async () => {
    const projects = await projectsOf(chapter('01-one'));
    expect(Object.keys(projects)).toEqual(['books/emma', 'books/emma/chapters/01-one']);
  });

  it('passes over a book folder that Nx can not restore files to, and no other', async () => {
    const projects = await projectsOf('books/my[x]/book.json', chapter('01-one'));
    expect(Object.keys(projects)).toEqual(['books/emma', 'books/emma/chapters/01-one']);
  });

  it('has the shared lexicon among what a chapter’s script is made of, and takes it for no book', async () => {
    const [pattern] = createNodes;
    expect(matchesGlob('books/emma/book.json', pattern)).toBe(true);
    expect(matchesGlob('books/lexicon.json', pattern)).toBe(false);
    const projects = await projectsOf(book, chapter('01-one'));
    const { script } = projects['books/emma/chapters/01-one'].targets;
    expect(script.inputs).toContain('{workspaceRoot}/books/lexicon.json');
  });
});
