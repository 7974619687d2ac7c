import { countCharacters } from '../clean-text.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { namesNotes } from '../notes/notes-names.ts';

/** A page with a larger share of links, headings apart, lists places in the book. */
const mostLinked = 0.5;
/** A longer text, in characters, says more than who owns it. */
const longestNotice = 4_000;

const notices =
  /©\s*\d|\bcopyright\s+(©|\(c\)|\d{4}|by\b)|all rights reserved|\bISBN\b|tous droits réservés|alle rechte vorbehalten|alle rettigheder/i;

/** Whether a page is made of links: a table of contents, a list of notes or of illustrations. */
export function isLinkList(blocks: readonly SourceBlock[]): boolean {
  let all = 0;
  let linked = 0;
  for (const block of blocks) {
    if (block.kind === 'heading') continue;
    const characters = countCharacters(blockText(block));
    all += characters;
    linked += characters * block.linked;
  }
  return linked > all * mostLinked;
}

/** Whether a page says who may copy the book, and little else. */
export function isCopyrightPage(blocks: readonly SourceBlock[]): boolean {
  const text = blocks.map(blockText).join('\n');
  return text.length < longestNotice && notices.test(text);
}

/** Whether a section of this name holds notes: its name alone says so, or what stands in it too. */
export function isNotesSection(label: string, blocks: readonly SourceBlock[]): boolean {
  const named = namesNotes(label);
  if (named !== 'possible') return named === 'certain';
  const text = blocks.filter(
    ({ kind, moved, noteBox }) => kind !== 'heading' && !moved && !noteBox?.atFoot,
  );
  const notes = text.filter(
    (block) => block.note !== undefined || /^\W{0,2}(\d|pp?\.|page\b|[*†])/i.test(blockText(block)),
  );
  return notes.length * 2 >= text.length;
}
