import MarkdownParser, { type Env, type MarkdownIt, type Token } from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import type { LeftOutText } from '../book-reader.ts';
import { escapeXhtml } from '../markup/xhtml.ts';
import { lineBlocks } from './line-blocks.ts';

export interface MarkdownXhtml {
  xhtml: string;
  /** Program code. */
  leftOut: LeftOutText[];
}

/** Blocks within blocks beyond this are no book; the parser drops what is deeper. */
const deepest = 100;

/**
 * A longer text above a row of hyphens, in characters, is no heading: an empty line was forgotten between
 * a paragraph and the scene break behind it.
 */
const longestHeading = 200;

/** Attributes that Pandoc takes from the end of a heading: `{#one .unnumbered}`. */
const headingAttributes = /\s*\{[#.-][^{}]*\}\s*$/;

/**
 * Markdown (CommonMark, tables, strikethrough, footnotes, line blocks) as XHTML with the semantics of
 * EPUB; undefined where it is nested beyond reason. Links become their text, and what is no text of the
 * book (program code) is given apart.
 */
export function markdownToXhtml(text: string): MarkdownXhtml | undefined {
  const leftOut: LeftOutText[] = [];
  const markdown = parserOf(leftOut);
  const env: NoteEnvironment = {};
  const tokens = markdown.parse(text, env);
  if (tokens.some(({ level }) => level >= deepest - 2)) return undefined;
  const notes = (env.footnotes?.list ?? []).flatMap(({ tokens: own }, number) =>
    own ? [inlineNote(number, markdown.renderer.render(own, markdown.options, env))] : [],
  );
  const body = markdown.renderer.render(tokens, markdown.options, env);
  return { xhtml: body + notes.join(''), leftOut };
}

/** What the footnotes' plugin leaves behind: notes written within the line have tokens of their own. */
interface NoteEnvironment extends Env {
  footnotes?: { list?: { tokens?: Token[] }[] };
}

function inlineNote(number: number, xhtml: string): string {
  return `<aside epub:type="footnote" id="note-${number}"><p>${xhtml}</p></aside>`;
}

function parserOf(leftOut: LeftOutText[]): MarkdownIt {
  const markdown = new MarkdownParser({ html: true, maxNesting: deepest });
  markdown.use(footnotes).use(lineBlocks);
  // Notes stay where they are written: also those that nothing refers to.
  markdown.core.ruler.disable('footnote_tail');
  markdown.core.ruler.before('inline', 'headings', ({ tokens }) => {
    for (const [at, opening] of tokens.entries()) {
      const [inline, closing] = [tokens[at + 1], tokens[at + 2]];
      if (opening.type !== 'heading_open' || !inline || !closing) continue;
      inline.content = inline.content.replace(headingAttributes, '');
      if (opening.markup === '-' && inline.content.length > longestHeading) {
        [opening.type, opening.tag, closing.type, closing.tag] = [
          'underlined_open',
          'p',
          'underlined_close',
          'p',
        ];
      }
    }
  });
  setRules(markdown, leftOut);
  return markdown;
}

function setRules(markdown: MarkdownIt, leftOut: LeftOutText[]): void {
  const { rules } = markdown.renderer;
  rules.text = (tokens, at) => escapeXhtml(withDashes(tokens[at]?.content ?? ''));
  let leadsIntoText = false;
  rules.link_open = (tokens, at) => {
    const href = String(tokens[at]?.attrGet('href') ?? '');
    leadsIntoText = href.startsWith('#');
    return leadsIntoText ? `<a href="${escapeXhtml(href)}">` : '<span>';
  };
  rules.link_close = () => (leadsIntoText ? '</a>' : '</span>');
  rules.heading_open = (tokens, at) =>
    tokens[at + 1]?.content === '' ? '<hr/>' : `<${tokens[at]?.tag}>`;
  rules.underlined_open = () => '<p>';
  rules.underlined_close = () => '</p><hr/>';
  rules.fence = (tokens, at) => codeBlock(tokens[at]?.content ?? '', tokens[at]?.info, leftOut);
  rules.code_block = (tokens, at) => codeBlock(tokens[at]?.content ?? '', '', leftOut);
  rules.footnote_ref = (tokens, at) => noteReference(tokens[at]?.meta);
  rules.footnote_reference_open = (tokens, at) =>
    `<aside epub:type="footnote" id="note-${escapeXhtml(String(tokens[at]?.meta?.label ?? ''))}">`;
  rules.footnote_reference_close = () => '</aside>';
}

function noteReference(meta: { id?: number; label?: string } | null | undefined): string {
  const { id, label } = meta ?? {};
  const href = escapeXhtml(`#note-${label ?? id}`);
  return `<a epub:type="noteref" href="${href}">${label === undefined ? '*' : escapeXhtml(label)}</a>`;
}

/** Two hyphens are a dash, and three; longer rows stand for what a book leaves blank. */
function withDashes(text: string): string {
  return text.replace(/(?<!-)-{2,3}(?!-)/g, '—');
}

/**
 * Program code is left out: what the book calls so itself, or what is mostly signs. Everything else that
 * is set so is text that keeps its lines: what is painted on a wall, or verse.
 */
function codeBlock(text: string, info: string | undefined, leftOut: LeftOutText[]): string {
  if (isProgram(text, info ?? '')) {
    leftOut.push({ what: 'program code', text });
    return '';
  }
  return `<pre>${escapeXhtml(text)}</pre>`;
}

/** Share of a text's characters, spaces apart, that are signs of programming languages. */
const mostSigns = 0.06;

function isProgram(text: string, info: string): boolean {
  const language = info.trim().toLowerCase();
  if (/^(text|txt|plain|verse|poem|poetry)?$/.test(language)) {
    const signs = text.match(/[{}()[\]<>=;/\\|+$@&_]/g)?.length ?? 0;
    return signs > text.replace(/\s/g, '').length * mostSigns;
  }
  return true;
}
