import { Parser } from 'htmlparser2';
import type { LeftOutText } from '../book-reader.ts';
import { countLetters } from '../clean-text.ts';
import { ReadingBudget } from '../markup/reading-budget.ts';
import { dropDocumentType, parserStep } from '../markup/xml.ts';
import { WordParagraphs } from './word-paragraphs.ts';
import type { WordStyle } from './word-styles.ts';

/** A paragraph of a Word document, or the row of a table. */
export interface WordParagraph {
  /** What is in it, as XHTML. */
  xhtml: string;
  /** The beginning of its text, as it is heard. */
  text: string;
  kind: 'paragraph' | 'row';
  style: WordStyle;
  /** 1 to 9 for a heading, by its style or its own outline level. */
  level: number;
  isItem: boolean;
  isCentred: boolean;
  isBold: boolean;
  /** Empty paragraphs before it, and whether it begins a page. */
  empty: number;
  opensPage: boolean;
  /** As what it is left out. */
  leftOut: string | undefined;
  /** The id of the note that it is of. */
  note: string | undefined;
}

/** The text of a part of a Word document. */
export interface WordText {
  paragraphs: WordParagraph[];
  leftOut: LeftOutText[];
  /** Letters and digits of all its text, counted on entry. */
  letters: number;
}

/** Elements open beyond this are no document. */
const deepest = 400;

/** Elements that cost time, with the text in them: runs come by the word, and say little of it. */
const counted = /^(p|tr|tc|fldChar|fldSimple)$/;

/**
 * Reads a part of a Word document: its text without deleted passages, paragraph by paragraph. Streams, and
 * takes time and memory with the length of the text. As text, why it cannot be read.
 *
 * @param part what it is: ids of its notes begin with it
 */
export function readWordText(
  xml: string,
  styles: ReadonlyMap<string, WordStyle>,
  part: 'document' | 'footnote' | 'endnote' | 'comment' | 'header',
): WordText | string {
  const source = dropDocumentType(xml);
  const writer = new WordParagraphs(styles, part);
  const budget = new ReadingBudget();
  let letters = 0;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth++;
        const own = localName(name);
        if (counted.test(own)) budget.element();
        writer.open(own, attributes);
      },
      ontext: (text) => {
        budget.text(text.length);
        if (writer.holdsText) letters += countLetters(text);
        writer.text(text);
      },
      onclosetag: (name) => {
        depth--;
        writer.close(localName(name));
      },
    },
    { xmlMode: true },
  );
  for (let at = 0; at < source.length; at += parserStep) {
    parser.write(source.slice(at, at + parserStep));
    if (depth > deepest) return 'its elements are nested too deeply to be read';
    if (budget.spent !== undefined) return budget.spent;
  }
  parser.end();
  const { paragraphs, leftOut } = writer.finish();
  return { paragraphs, leftOut, letters };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
