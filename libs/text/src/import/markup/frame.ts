import type { LinePlace, Setting } from './block-builder.ts';
import {
  type Attributes,
  leftOutAs,
  mayHoldNote,
  noteOpenedBy,
  opensQuotation,
  opensVerse,
  pageOpenedBy,
  silentElements,
} from './element-roles.ts';
import type { OpenMark } from './page-marks.ts';
import type { NoteBox } from './source-block.ts';

/** In place of a name for what is left out: no text of the page at all. */
export const notText = '';

/** An element that is open at the place that is being read, and what it says of the text in it. */
export interface Frame {
  name: string;
  className: string;
  isBlock: boolean;
  /** Set where all text is left out: as what, or `notText`. */
  hidden: string | undefined;
  /** The kind of page that this is on: see pageOpenedBy(). */
  page: string | undefined;
  verse: boolean;
  /** What sets its text off from the page's own: see opensQuotation(). */
  quotation: 'named' | 'indented' | undefined;
  /** 0 outside headings. */
  heading: number;
  /** The list item around, and whether any of its text has been seen. */
  item: { begun: boolean } | undefined;
  link: boolean;
  /** Where its text begins and where it leads, if it may be a note's mark. */
  mark: OpenMark | undefined;
  raised: boolean;
  /** SSML's phonemes for its text, and where that begins. */
  said: { place: LinePlace; signs: string } | undefined;
  noteBox: NoteBox | undefined;
  /** Whether a note whose anchor stands within goes as far as this element. */
  holdsNote: boolean;
  /** Ids of what ends where this ends. */
  ids: string[];
  /** Directly in the row of a table, which is one line however its cells are set. */
  row: boolean;
  preformatted: boolean;
  /** In verse, a block that holds neither blocks nor line breaks is a single line. */
  holdsBlocks: boolean;
  holdsBreaks: boolean;
}

/** Around the page's own elements. */
export const outermost: Frame = {
  name: '',
  className: '',
  isBlock: false,
  hidden: undefined,
  page: undefined,
  verse: false,
  quotation: undefined,
  heading: 0,
  item: undefined,
  link: false,
  mark: undefined,
  raised: false,
  said: undefined,
  noteBox: undefined,
  holdsNote: false,
  ids: [],
  row: false,
  preformatted: false,
  holdsBlocks: false,
  holdsBreaks: false,
};

const blockElements = new Set(
  (
    'html body div section article header footer main p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd ' +
    'blockquote figure table caption thead tbody tfoot tr pre address center aside details summary'
  ).split(' '),
);

/** An element as it opens within another; what stands in it is as it says, or as what is around it does. */
export function openFrame(around: Frame, name: string, attributes: Attributes): Frame {
  const level = /^h([1-6])$/.exec(name)?.[1];
  const heading = level === undefined ? around.heading : Number(level);
  const isBlock = blockElements.has(name);
  return {
    name,
    className: attributes.class ?? '',
    isBlock,
    hidden: around.hidden ?? (silentElements.has(name) ? notText : leftOutAs(name, attributes)),
    page: pageOpenedBy(attributes) ?? around.page,
    verse: heading === 0 && (around.verse || opensVerse(attributes)),
    quotation: quotationIn(around, isBlock ? opensQuotation(name, attributes) : undefined),
    heading,
    item: name === 'li' ? { begun: false } : around.item,
    link: around.link || (name === 'a' && 'href' in attributes),
    mark: undefined,
    said: undefined,
    raised: around.raised || name === 'sup',
    noteBox: around.noteBox,
    holdsNote: mayHoldNote(name, attributes) || noteOpenedBy(attributes) !== undefined,
    ids: [],
    row: name === 'tr' || (around.row && !isBlock),
    preformatted: around.preformatted || name === 'pre',
    holdsBlocks: false,
    holdsBreaks: false,
  };
}

/** The most that is said of it, from the outside in. */
function quotationIn(around: Frame, own: Frame['quotation']): Frame['quotation'] {
  return around.quotation === 'named' ? 'named' : (own ?? around.quotation);
}

/** How text directly in an element is set. */
export function settingOf({ page, heading, verse, item, quotation, noteBox }: Frame): Setting {
  const shared = { leftOut: page === 'kept' ? undefined : page, noteBox };
  if (heading > 0) return { kind: 'heading', level: heading, ...shared };
  if (verse) return { kind: 'verse', level: 0, ...shared };
  if (item) return { kind: item.begun ? 'paragraph' : 'list-item', level: 0, ...shared };
  if (!quotation || noteBox) return { kind: 'paragraph', level: 0, ...shared };
  return { kind: 'quotation', level: 0, isIndented: quotation === 'indented', ...shared };
}
