import { cleanText } from '../clean-text.ts';
import { findHeadings } from '../plain/headings.ts';
import type { LineGroup } from '../plain/line-groups.ts';
import type { WordParagraph } from './word-text.ts';

/** Longer paragraphs, in characters, are set apart for another reason. */
const longestHeading = 120;

/**
 * Gives paragraphs of a manuscript without heading styles the level of headings, by the rules of plain text:
 * what is centred, bold or begins a page stands apart as if there were empty lines around it. Lists of
 * chapters are marked as left out.
 */
export function findManuscriptHeadings(paragraphs: readonly WordParagraph[]): WordParagraph[] {
  const read = paragraphs.filter(({ leftOut }) => leftOut === undefined);
  const { headings, contents } = findHeadings(groupsOf(read));
  const found = new Map<WordParagraph, Partial<WordParagraph> | undefined>();
  for (const at of contents) {
    const own = read[at];
    if (own) found.set(own, { leftOut: 'table of contents page' });
  }
  for (const { kind, at, span, text } of headings) {
    const [first, ...others] = read.slice(at, at + span);
    if (!first || text.length > 0) continue;
    const xhtml = [first, ...others].map((own) => own.xhtml).reduce(joined);
    found.set(first, { level: kind === 'part' ? 1 : 2, xhtml, isItem: false, kind: 'paragraph' });
    for (const other of others) found.set(other, undefined);
  }
  return paragraphs.flatMap((own) => {
    if (!found.has(own)) return [own];
    const changes = found.get(own);
    return changes ? [{ ...own, ...changes }] : [];
  });
}

/** "I" above "The Ferry" is "I. The Ferry". */
function joined(above: string, below: string): string {
  return `${above}${/[.:!?—–-]$/.test(above) ? '' : '.'} ${below}`;
}

function groupsOf(paragraphs: readonly WordParagraph[]): LineGroup[] {
  const spaces = paragraphs.map(
    (own, at) => own.empty + (at === 0 ? 1 : 0) + (isApart(own) ? 2 : 0),
  );
  return paragraphs.map((own, at) => ({
    lines: [cleanText(own.text) || '.'],
    before: spaces[at] ?? 0,
    after: Math.max(spaces[at + 1] ?? 1, isApart(own) ? 2 : 0),
  }));
}

function isApart({ text, isCentred, isBold, opensPage, kind }: WordParagraph): boolean {
  const isShort = text.length <= longestHeading && text.trim() !== '';
  return kind === 'paragraph' && isShort && (isCentred || isBold || opensPage);
}
