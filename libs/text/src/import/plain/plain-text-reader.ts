import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookDraft, BookFile, BookReader } from '../book-reader.ts';
import { countLetters } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { BookFacts } from '../imported-book.ts';
import { detectLanguage } from '../languages.ts';
import { decodeText } from './decode-text.ts';
import { divideText } from './divide-text.ts';
import { factsOfFront, factsOfName } from './front-page.ts';
import { cutGutenberg } from './gutenberg-text.ts';
import { findHeadings, type Outline } from './headings.ts';
import { type LineGroup, readLayout } from './line-groups.ts';
import { cleanPages } from './page-furniture.ts';
import { placePlainNotes } from './plain-notes.ts';

/** Plain text in any encoding, with or without line breaks inside its paragraphs. */
export const plainTextReader: BookReader = {
  format: 'plain text',
  extensions: ['.txt', '.text'],
  recognises: (bytes) => decodeText(bytes.subarray(0, sniffed)).kind === 'text',
  read: readPlainText,
};

/** As much as an EPUB may have in one file. */
const mostBytes = 64 * 1024 * 1024;

/** Bytes that are looked at to tell a text from other files; even, as UTF-16 has it. */
const sniffed = 65_536;

async function readPlainText(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  if (file.bytes.length > mostBytes) {
    return refuse(file, 'the file is larger than 64 MiB', 'No book has that much text: cut it up.');
  }
  const decoded = decodeText(file.bytes);
  if (decoded.kind === 'binary') {
    return refuse(
      file,
      'the file is no text: it holds binary data',
      'Import an EPUB or a text file.',
    );
  }
  const gutenberg = cutGutenberg(decoded.text);
  const pages = cleanPages(gutenberg.body);
  const layout = readLayout(pages.lines);
  if (!layout.groups.some(({ lines }) => /[\p{L}\p{N}]/u.test(lines.join('')))) {
    return refuse(file, 'there is no text in it', 'Check that this is the whole file.');
  }
  const { groups, leftOut: notes } = placePlainNotes(layout.groups, choices);
  const outline = findHeadings(groups);
  const facts = readFacts(file.name, gutenberg.facts, groups, outline);
  const language =
    facts.language ??
    (choices.notes === 'chapter-end' ? await detectLanguage(gutenberg.body) : undefined);
  const known = { ...facts, ...(language && { language }) };
  const text = { ...layout, groups };
  const { chapters, leftOut, added } = divideText(text, outline, { facts: known, choices });
  const nul = { what: 'NUL characters', text: '\u2400'.repeat(decoded.nulCharacters) };
  return ok({
    ...facts,
    chapters,
    letters: countLetters(decoded.text),
    ...(added > 0 && { added }),
    leftOut: [...gutenberg.leftOut, ...pages.leftOut, ...leftOut, ...notes, nul].filter(
      ({ text }) => text !== '',
    ),
  });
}

/** What the header says, else the first lines, else the file's name. */
function readFacts(
  name: string,
  header: BookFacts,
  groups: readonly LineGroup[],
  { headings, contents }: Outline,
): BookFacts {
  const named = factsOfName(name);
  const end = headings.length > 0 ? headings[0]?.at : groups.findIndex(isProse);
  const front = groups.slice(0, end).filter((_, at) => !contents.has(at));
  return { ...named, ...factsOfFront(front, named.title), ...header };
}

function isProse({ lines }: LineGroup): boolean {
  return lines.join(' ').length > 120;
}

function refuse({ name }: BookFile, found: string, remedy: string): Result<never> {
  return fail({ kind: 'bad-file', doing: `importing ${name}`, file: name, found, remedy });
}
