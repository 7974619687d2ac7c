import { isGutenbergCredit, isGutenbergEnd, isGutenbergStart } from '../import/gutenberg.ts';
import { readNumberedHeading } from '../import/numbered-heading.ts';
import { leftOutPage } from '../import/page-names.ts';
import { blockText } from '../parse-chapter.ts';
import { excerptAround } from './place-in-segment.ts';
import type { TextCheck, TextFlaw } from './text-check.ts';

const rights =
  /\bISBN\b|\ball rights reserved\b|\btous droits réservés\b|\balle rechte vorbehalten\b|\balle rettigheder forbeholdes\b|(?:©|\(c\)|\bcopyright\b) ?(?:©|\(c\))? ?(?:1[5-9]|20)\d\d\b/i;
const licence =
  /\bproject gutenberg\b(?=.*\b(?:licen[cs]e|e-?book|e-?text|trademark|electronic works?)\b)/i;
/** A page number behind dots, spaces or a dash, or several behind commas. */
const pageEntry = /(?:\.{2,}|…|\s[—–-]|\s)\s*\d{1,3}$/;
const indexEntry = /,\s*\d{1,4}(?:\s*[,–-]\s*\d{1,4})*\.?$/;

/** Fewer entries are no contents page, and no index. */
const leastEntries = { contents: 5, index: 10 };
/** Of the page's paragraphs, so many are entries. */
const leastShare = 0.6;
const longestEntry = 100;

/** Chapters that are no part of the story: contents, copyright, licences, indexes. */
export const frontMatter: TextCheck = {
  name: 'front matter',
  check(chapter) {
    const blocks = chapter.blocks
      .map((block) => ({ ...block, text: blockText(chapter.source, block).trim() }))
      .filter(({ text }) => text !== '');
    const page = leftOutPage(chapter.title) ?? listPage(blocks);
    const whole: TextFlaw[] =
      page === undefined
        ? []
        : [
            flawOf(
              { at: blocks[0]?.start ?? 0, text: chapter.title },
              `this chapter looks like a ${page}`,
              removeChapter,
            ),
          ];
    const first = blocks.find(({ text }) => isLegal(text));
    if (first === undefined) return whole;
    const at = Math.max(0, first.text.search(rights), first.text.search(licence));
    const place = { at: first.start, text: excerptAround(first.text, at, 12) };
    return [
      ...whole,
      flawOf(place, 'this is a publisher’s or a library’s notice, not the book', removeNotice),
    ];
  },
};

const removeChapter = 'Remove the chapter’s folder, unless it is to be read aloud.';
const removeNotice = 'Remove it, unless it is to be read aloud.';

function isLegal(text: string): boolean {
  return (
    rights.test(text) ||
    licence.test(text) ||
    isGutenbergStart(text) ||
    isGutenbergEnd(text) ||
    isGutenbergCredit(text)
  );
}

function listPage(blocks: readonly { kind: string; text: string }[]): string | undefined {
  const body = blocks
    .filter(({ kind }) => kind !== 'heading')
    .flatMap(({ text }) => text.split('\n'));
  const entries = body.filter((line) => line.length <= longestEntry);
  const share = (is: (line: string) => boolean) =>
    entries.filter(is).length / Math.max(1, body.length);
  if (body.length >= leastEntries.index && share((line) => indexEntry.test(line)) >= leastShare) {
    return 'list of references, such as an index';
  }
  const isContents = (line: string) =>
    pageEntry.test(line) || readNumberedHeading(line) !== undefined;
  return body.length >= leastEntries.contents && share(isContents) >= leastShare
    ? 'table of contents page'
    : undefined;
}

function flawOf(place: Pick<TextFlaw, 'at' | 'text'>, found: string, remedy: string): TextFlaw {
  return { severity: 'warning', ...place, found, remedy };
}
