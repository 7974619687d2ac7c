import { Parser } from 'htmlparser2';
import type { LeftOutText } from '../book-reader.ts';
import { cleanText } from '../clean-text.ts';
import type { Attributes } from '../markup/element-roles.ts';
import { ReadingBudget } from '../markup/reading-budget.ts';
import { escapeXhtml, openTag } from '../markup/xhtml.ts';
import { dropDocumentType, parserStep } from '../markup/xml.ts';
import type { HtmlHead } from './html-facts.ts';
import { furnitureOf } from './page-furniture.ts';
import { chooseRegion } from './text-region.ts';

/** A link to a place in the same file. */
export interface PlaceLink {
  label: string;
  fragment: string;
  /** The id of the place where it stands; undefined for one in the page's navigation. */
  own?: string;
  /** How many lists it stands in. */
  depth: number;
}

/** An HTML file with the web page around its text taken away. */
export interface WebPage {
  head: HtmlHead;
  xhtml: string;
  links: PlaceLink[];
  leftOut: LeftOutText[];
}

interface Frame {
  name: string;
  /** Set where its text is left out: as what. */
  leftOut: string | undefined;
  inHead: boolean;
  inPicture: boolean;
  /** In no article, section or main element. */
  isTop: boolean;
  /** In the part of the page that its text stands in, where the page has such a part. */
  inRegion: boolean;
  lists: number;
  /** The link that it is. */
  link: PlaceLink | undefined;
}

/** Elements open beyond this are no page; the parser takes time with the square of the depth. */
const deepest = 1_500;

/** In XHTML these may be closed at once, which HTML takes for an opening. */
const emptyRawText = /<(script|style|title|textarea|iframe|noscript)(?:\s[^<>]*)?\/>/gi;

const voidElements = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
);
const silent = new Set(
  'script style template iframe object audio video canvas noscript'.split(' '),
);

/** What is kept of an element's attributes: all that says what it is. */
const keptAttributes = ['id', 'name', 'class', 'role', 'epub:type', 'hidden', 'style', 'alt'];

/**
 * Takes apart what an HTML file says of itself, its text, and the web page around that: navigation,
 * forms, what stands outside of a `main` element. As text, why it cannot be read.
 *
 * @param fileName links to it are links within the file
 */
export function readWebPage(html: string, fileName: string): WebPage | string {
  const source = dropDocumentType(html).replace(emptyRawText, '<$1></$1>');
  const budget = new ReadingBudget();
  const region = chooseRegion(source, budget);
  if (budget.spent !== undefined) return budget.spent;
  const writer = new WebPageWriter(fileName, region);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      ontext: (text) => writer.text(text),
      onclosetag: () => writer.close(),
    },
    { recognizeSelfClosing: true },
  );
  for (let at = 0; at < source.length; at += parserStep) {
    parser.write(source.slice(at, at + parserStep));
    if (writer.depth > deepest) return 'its elements are nested too deeply to be read';
  }
  parser.end();
  return writer.finish();
}

const outermost: Frame = {
  name: '',
  leftOut: undefined,
  inHead: false,
  inPicture: false,
  isTop: true,
  inRegion: false,
  lists: 0,
  link: undefined,
};

class WebPageWriter {
  readonly #fileName: string;
  readonly #region: string | undefined;
  readonly #frames: Frame[] = [];
  readonly #written: string[] = [];
  readonly #links: PlaceLink[] = [];
  readonly #leftOut = new Map<string, string[]>();
  readonly #meta = new Map<string, string>();
  #title = '';
  #language = '';

  constructor(fileName: string, region: string | undefined) {
    this.#fileName = fileName.replace(/^.*[/\\]/, '');
    this.#region = region;
  }

  get depth(): number {
    return this.#frames.length;
  }

  open(name: string, attributes: Attributes): void {
    const around = this.#top();
    const isRegion =
      name === this.#region || (attributes.role === 'main' && this.#region === 'main');
    const frame: Frame = {
      name,
      leftOut: around.leftOut ?? furnitureOf(name, attributes, around.isTop),
      inHead: around.inHead || name === 'head' || (name === 'title' && !around.inPicture),
      inPicture: around.inPicture || name === 'svg',
      isTop: around.isTop && !/^(article|section|main)$/.test(name),
      inRegion: around.inRegion || isRegion,
      lists: around.lists + (name === 'ul' || name === 'ol' ? 1 : 0),
      link: around.link,
    };
    this.#frames.push(frame);
    this.#readHead(name, attributes);
    if (name === 'a') this.#openLink(frame, attributes);
    if (this.#leftOutAs(frame) === undefined) this.#written.push(this.#tag(name, attributes));
    else if (name === 'img') this.#leave(frame, attributes.alt ?? '');
  }

  text(text: string): void {
    const frame = this.#top();
    if (frame.link) frame.link.label += text;
    if (frame.inHead) {
      if (frame.name === 'title') this.#title += text;
    } else if (silent.has(frame.name)) {
      return;
    } else if (this.#leftOutAs(frame) === undefined) {
      this.#written.push(escapeXhtml(text));
    } else this.#leave(frame, text);
  }

  close(): void {
    const frame = this.#frames.pop();
    if (!frame || this.#leftOutAs(frame) !== undefined) return;
    if (!voidElements.has(frame.name)) this.#written.push(`</${frame.name}>`);
  }

  finish(): WebPage {
    const leftOut = [...this.#leftOut].map(([what, parts]) => ({
      what,
      text: cleanText(parts.join(' ')),
    }));
    return {
      head: { title: this.#title, language: this.#language, meta: this.#meta },
      xhtml: this.#written.join(''),
      links: this.#links.map(({ label, ...link }) => ({ label: cleanText(label), ...link })),
      leftOut: leftOut.filter(({ text }) => text !== ''),
    };
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? outermost;
  }

  #leftOutAs({ name, leftOut, inRegion }: Frame): string | undefined {
    if (leftOut !== undefined || this.#region === undefined || inRegion) return leftOut;
    return name === 'html' || name === 'body' ? undefined : 'web page around the text';
  }

  #leave(frame: Frame, text: string): void {
    const what = this.#leftOutAs(frame) ?? '';
    const parts = this.#leftOut.get(what);
    if (parts) parts.push(text);
    else this.#leftOut.set(what, [text]);
  }

  #readHead(name: string, attributes: Attributes): void {
    if (name === 'html') this.#language ||= attributes.lang ?? attributes['xml:lang'] ?? '';
    if (name !== 'meta') return;
    const key = (attributes.name ?? attributes.property ?? '').toLowerCase();
    if (key !== '' && !this.#meta.has(key)) this.#meta.set(key, attributes.content ?? '');
  }

  #openLink(frame: Frame, { href = '' }: Attributes): void {
    const fragment = this.#fragmentOf(href);
    frame.link = undefined;
    if (fragment === undefined) return;
    const isText = this.#leftOutAs(frame) === undefined;
    const own = isText ? { own: `@${this.#links.length}` } : {};
    frame.link = { label: '', fragment, depth: frame.lists, ...own };
    this.#links.push(frame.link);
    if (own.own) this.#written.push(`<span id="${own.own}"></span>`);
  }

  /** The place in this file that a link leads to; undefined where it leads elsewhere. */
  #fragmentOf(href: string): string | undefined {
    const at = href.indexOf('#');
    const target = decodePercent(href.slice(0, Math.max(0, at)).replace(/^.*\//, ''));
    if (at < 0 || at === href.length - 1) return undefined;
    return target === '' || target === this.#fileName
      ? decodePercent(href.slice(at + 1))
      : undefined;
  }

  #tag(name: string, attributes: Attributes): string {
    const kept = Object.fromEntries(keptAttributes.map((key) => [key, attributes[key]]));
    const fragment = name === 'a' ? this.#fragmentOf(attributes.href ?? '') : undefined;
    return openTag(name, { ...kept, href: fragment === undefined ? undefined : `#${fragment}` });
  }
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
