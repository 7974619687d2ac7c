import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { cleanText } from '../clean-text.ts';
import { escapeXhtml, openTag } from '../markup/xhtml.ts';

/** What FictionBook's elements are in XHTML. Those that are missing leave their text where it is. */
const elements: Readonly<
  Record<string, readonly [name: string, attributes?: Record<string, string>]>
> = {
  p: ['p'],
  poem: ['div', { class: 'poem' }],
  stanza: ['div', { class: 'stanza' }],
  v: ['p', { class: 'line' }],
  cite: ['blockquote'],
  epigraph: ['div', { 'epub:type': 'epigraph' }],
  annotation: ['div'],
  'text-author': ['p'],
  date: ['p'],
  table: ['table'],
  tr: ['tr'],
  td: ['td'],
  th: ['th'],
  sup: ['sup'],
  sub: ['sub'],
};

/** An element that is open. */
interface Frame {
  name: string;
  /** What closes it. */
  closing: string;
  section?: Section;
}

/** A section and its title, where its lines have been seen. */
interface Section {
  id: string;
  lines: string[];
  children: Section[];
  hasText: boolean;
}

/** Writes the bodies of a FictionBook as one page of XHTML with EPUB's semantics, and lists its sections. */
export class BodyWriter {
  readonly #path: string;
  readonly #hasScenes: boolean;
  readonly #written: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #top: Section = { id: '', lines: [], children: [], hasText: false };
  /** As what the sections of a body of notes are written. */
  #notes: 'footnote' | 'endnote' | undefined;
  #sections = 0;
  /** Set within a title: of a section, else of the body. */
  #title: { lines: string[]; level: number } | undefined;

  /** @param hasScenes whether empty lines stand between scenes */
  constructor(path: string, hasScenes: boolean) {
    this.#path = path;
    this.#hasScenes = hasScenes;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'body') this.#notes = notesOf(attributes.name);
    if (name === 'section') this.#openSection(attributes.id);
    else if (name === 'title') this.#openTitle();
    else if (this.#title && name === 'p') this.#push(name, this.#titleLine(), '');
    else if (name === 'subtitle') this.#pushTag(name, `h${Math.min(6, this.#depth() + 2)}`);
    else if (name === 'a') this.#pushTag(name, 'a', linkOf(attributes));
    else if (name === 'image') this.#push(name, openTag('img', { alt: attributes.alt ?? '' }), '');
    else if (name === 'empty-line') this.#push(name, this.#emptyLine(), '');
    else {
      const [tag, own] = elements[name] ?? [];
      if (tag === undefined) this.#push(name, attributes.id ? anchor(attributes.id) : '', '');
      else this.#pushTag(name, tag, { ...own, id: attributes.id });
    }
  }

  text(text: string): void {
    if (this.#title) this.#title.lines.push((this.#title.lines.pop() ?? '') + text);
    else if (text.trim() !== '') this.#markText();
    this.#written.push(escapeXhtml(text));
  }

  /** Text in no body, which a damaged file may have. */
  outside(text: string): void {
    if (text.trim() !== '') this.#written.push(`<p>${escapeXhtml(text)}</p>`);
  }

  close(name: string): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    if (name === 'title' && this.#title) this.#title = undefined;
    this.#written.push(frame.closing);
  }

  finish(): { xhtml: string; contents: ContentsEntry[] } {
    while (this.#frames.length > 0) this.close('');
    return { xhtml: this.#written.join(''), contents: entriesOf(this.#top.children, this.#path) };
  }

  #push(name: string, opening: string, closing: string, section?: Section): void {
    this.#written.push(opening);
    this.#frames.push({ name, closing, ...(section && { section }) });
  }

  #pushTag(name: string, tag: string, attributes: Record<string, string | undefined> = {}): void {
    this.#push(name, openTag(tag, attributes), `</${tag}>`);
  }

  #openSection(id: string | undefined): void {
    const own = id ?? `@${this.#sections}`;
    this.#sections++;
    const inNote = this.#frames.some(({ section }) => section !== undefined);
    if (this.#notes && !inNote) {
      const aside = openTag('aside', { 'epub:type': this.#notes, id: own });
      this.#push('section', aside, '</aside>', newSection(own));
      return;
    }
    const section = newSection(own);
    const around = this.#frames.findLast((frame) => frame.section)?.section ?? this.#top;
    const last = around.children.at(-1);
    // Sections without titles, side by side, are scenes.
    if (last && last.lines.length === 0) this.#written.push('<hr/>');
    if (!this.#notes) around.children.push(section);
    this.#push('section', openTag('section', { id: own }), '</section>', section);
  }

  #openTitle(): void {
    const level = this.#depth();
    const section = this.#frames.at(-1)?.section;
    const isNote = this.#notes !== undefined && level > 0;
    const lines: string[] = section?.lines ?? [];
    this.#title = { lines, level };
    if (isNote) this.#push('title', '', '');
    else if (section || this.#notes) this.#pushTag('title', `h${Math.min(6, level + 1)}`);
    else this.#push('title', '<div>', '</div>');
  }

  /** Lines of a title are one heading; those of the whole book's are its title page. */
  #titleLine(): string {
    const lines = this.#title?.lines ?? [];
    const isFirst = lines.length === 0;
    lines.push('');
    if (this.#frames.at(-1)?.closing === '</div>') return '<br/><br/>';
    return isFirst ? '' : '<br/>';
  }

  #emptyLine(): string {
    return this.#hasScenes && !this.#title ? '<hr/>' : '<br/>';
  }

  #markText(): void {
    const section = this.#frames.findLast((frame) => frame.section)?.section;
    if (section) section.hasText = true;
  }

  #depth(): number {
    return this.#frames.filter(({ section }) => section !== undefined).length;
  }
}

function newSection(id: string): Section {
  return { id, lines: [], children: [], hasText: false };
}

function notesOf(name: string | undefined): 'footnote' | 'endnote' | undefined {
  if (/^(foot)?notes?$/i.test(name ?? '')) return 'footnote';
  return /^(comments?|endnotes?)$/i.test(name ?? '') ? 'endnote' : undefined;
}

function linkOf({ type, href = '', id }: Readonly<Record<string, string>>) {
  const place = href.startsWith('#') ? href : undefined;
  return { 'epub:type': type === 'note' ? 'noteref' : undefined, href: place, id };
}

function anchor(id: string): string {
  return openTag('span', { id }).concat('</span>');
}

/**
 * Sections as a table of contents. One without a title groups those within it; one with neither goes on
 * with what stands before it, unless no section has a title at all: then each is a chapter.
 */
function entriesOf(sections: readonly Section[], path: string): ContentsEntry[] {
  const isTitled = (section: Section): boolean =>
    section.lines.length > 0 || section.children.some(isTitled);
  const noneTitled = !sections.some(isTitled);
  return sections.flatMap((section): ContentsEntry[] => {
    const children = entriesOf(section.children, path);
    const label = labelOf(section.lines);
    if (label === '' && !noneTitled) return children;
    const isScene = label === '' && section.children.length === 0 && sections.length === 1;
    return isScene
      ? []
      : [{ label, place: { path, fragment: section.id }, children: noneTitled ? [] : children }];
  });
}

/** "Chapter 1" above "The Ferry" is "Chapter 1. The Ferry". */
function labelOf(lines: readonly string[]): string {
  return lines
    .map(cleanText)
    .filter(Boolean)
    .reduce(
      (said, line) =>
        said === '' ? line : `${said}${/[.:!?…—–-]$/.test(said) ? '' : '.'} ${line}`,
      '',
    );
}
