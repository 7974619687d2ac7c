import { describe, expect, it } from 'vitest';
import { ImportChoices } from '../import-choices.ts';
import { plainTextReader } from './plain-text-reader.ts';

/** The kinds of a text's blocks, and how the quotations among them begin. */
async function blocksOf(groups: readonly string[]): Promise<string[]> {
  const bytes = Buffer.from(groups.join('\n\n'));
  const draft = await plainTextReader.read({ name: 'book.txt', bytes }, new ImportChoices());
  if (!draft.ok) throw new Error(JSON.stringify(draft.failure));
  const blocks = draft.value.chapters.flatMap((chapter) => chapter.blocks);
  return blocks.map(({ kind, lines }) =>
    kind === 'quotation' ? `quotation: ${lines.join(' ').slice(0, 20)}` : kind,
  );
}

/** A paragraph in lines of some 60 characters, each as far from the margin as `indent` says. */
function paragraph(subject: string, indent: (line: number) => number = () => 0): string {
  const text = `${subject} went down to the quay, and waited there for the ferry that was late again. `;
  const lines = text
    .repeat(3)
    .trim()
    .replace(/(.{40,60}) /g, '$1\n')
    .split('\n');
  return lines.map((line, at) => ' '.repeat(indent(at)) + line).join('\n');
}

const letter = '     Dear Jim, the ship is bought and she lies at\n     anchor, ready for sea.';
const names = ['Jim', 'Ida', 'Per', 'Else'];

describe('plainTextReader: what is set off', () => {
  it('is a quotation, line by line and on a single line, at the end of a text too', async () => {
    const text = names.map((name) => paragraph(name));
    const [first = '', ...others] = text;
    expect(await blocksOf([first, letter, ...others, '          J. Trelawney'])).toEqual([
      'paragraph',
      'quotation: Dear Jim, the ship i',
      'paragraph',
      'paragraph',
      'paragraph',
      'quotation: J. Trelawney',
    ]);
  });

  it('is not verse, a list item or a scene break', async () => {
    const others = ['    Oh the sea,\n    Oh the sea.', '    • a lamp', '        * * *'];
    const text = [...names, ...names].map((name) => paragraph(name));
    const kinds = (await blocksOf([...text, ...others, paragraph('Ane')])).slice(text.length);
    expect(kinds).toEqual(['verse', 'list-item', 'scene-break', 'paragraph']);
  });

  it('is no wider than the text around it', async () => {
    const wide = `    ${'A plain and very long line that nobody broke. '.repeat(2)}`;
    const text = [...names, ...names].map((name) => paragraph(name));
    expect(new Set(await blocksOf([...text, wide, paragraph('Ane')]))).toEqual(
      new Set(['paragraph']),
    );
  });

  it.each([
    ['the first line of every paragraph', (at: number) => (at === 0 ? 3 : 0)],
    ['every paragraph', () => 5],
  ])('is nothing where a text indents %s', async (_, indent) => {
    const text = [...names, ...names].map((name) => paragraph(name, indent));
    const said = ['   “Never,” he said.', 'Nobody answered.'];
    const kinds = await blocksOf([text[0] ?? '', ...said, ...text.slice(1)]);
    expect(new Set(kinds)).toEqual(new Set(['paragraph']));
  });

  it('is nothing in a chapter that is indented as a whole', async () => {
    const text = names.map((name) => paragraph(name));
    const chapters = ['Chapter 1', ...text, 'Chapter 2', letter, 'Chapter 3', ...text];
    expect(new Set(await blocksOf(chapters))).toEqual(new Set(['paragraph']));
  });

  it('is nothing in a text that is not broken into lines', async () => {
    const text = names.map((name) => `${name} went down to the quay. `.repeat(20));
    const kinds = await blocksOf([text[0] ?? '', '     Dear Jim, come.', ...text.slice(1)]);
    expect(new Set(kinds)).toEqual(new Set(['paragraph']));
  });
});
