import type { Document, Element } from 'domhandler';
import { attribute, childElements, elements } from '../markup/xml.ts';

/** What a style says of the text that is set in it. */
export interface WordStyle {
  /** 1 to 9 for a heading's style, 0 for others. */
  level: number;
  role: 'title' | 'subtitle' | 'verse' | undefined;
  /** As what its paragraphs are left out. */
  leftOut: string | undefined;
  centred: boolean;
  bold: boolean;
  hidden: boolean;
}

export const plainStyle: WordStyle = {
  level: 0,
  role: undefined,
  leftOut: undefined,
  centred: false,
  bold: false,
  hidden: false,
};

/** Names of headings as word processors have them in several languages; Word itself stores English. */
const headingName =
  /^(?:heading|overskrift|titre|überschrift|título|titolo|kop|rubrik|otsikko|nagłówek|заголовок)\s?([1-9])$/i;
const titleName = /^(title|titel|titre|título|titolo|book title|otsikko|tytuł|название)$/i;
const subtitleName =
  /^(subtitle|undertitel|undertittel|sous-titre|untertitel|subtítulo|sottotitolo|ondertitel|author|by-?line)$/i;
const verseName = /\b(verse|poem|poetry|stanza|vers|strophe|gedicht|lyrics|song)\b/i;

const leftOutNames: readonly [RegExp, string][] = [
  [/^(toc|contents) ?(\d|heading)$|^toc ?heading$/i, 'table of contents page'],
  [/^table of figures$/i, 'list of illustrations'],
  [/^index ?(\d|heading)$/i, 'index'],
  [/^caption$/i, 'captions of images'],
];

/** Styles are based on each other no more often than this. */
const longestChain = 20;

/** The styles of a Word document by their ids. */
export function readStyles(styles: Document | undefined): ReadonlyMap<string, WordStyle> {
  const found = new Map(
    (styles ? elements(styles, 'style') : []).map((style) => [
      attribute(style, 'styleId') ?? '',
      style,
    ]),
  );
  return new Map([...found.keys()].map((id) => [id, resolve(id, found)]));
}

function resolve(id: string, styles: ReadonlyMap<string, Element>): WordStyle {
  const chain: Element[] = [];
  let next: string | undefined = id;
  while (next !== undefined && chain.length < longestChain) {
    const style = styles.get(next);
    if (!style) break;
    chain.push(style);
    next = childValue(style, 'basedOn');
  }
  const names = chain.map((style) => childValue(style, 'name') ?? '');
  const own = [...names.slice(0, 1), id];
  const byName = names.map((name) => headingName.exec(name)?.[1]).find(Boolean);
  const outline = chain.map((style) => deepValue(style, 'pPr', 'outlineLvl')).find(Boolean);
  const level = Number(byName ?? (outline === undefined ? 0 : Number(outline) + 1));
  const leftOut = own.flatMap((name) => leftOutNames.find(([known]) => known.test(name)) ?? [])[1];
  const isCentred = chain.map((style) => deepValue(style, 'pPr', 'jc')).find(Boolean) === 'center';
  return {
    level: level >= 1 && level <= 9 ? level : 0,
    role: roleOf(own),
    leftOut: typeof leftOut === 'string' ? leftOut : undefined,
    centred: isCentred,
    bold: isOn(chain.map((style) => deepValue(style, 'rPr', 'b')).find((on) => on !== undefined)),
    hidden: isOn(
      chain.map((style) => deepValue(style, 'rPr', 'vanish')).find((on) => on !== undefined),
    ),
  };
}

function roleOf(names: readonly string[]): WordStyle['role'] {
  if (names.some((name) => titleName.test(name))) return 'title';
  if (names.some((name) => subtitleName.test(name))) return 'subtitle';
  return names.some((name) => verseName.test(name)) ? 'verse' : undefined;
}

/** Whether a property that is there is on; one that is not is undefined. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(0|false|off|none)$/i.test(value);
}

function childValue(style: Element, name: string): string | undefined {
  const child = childElements(style, name)[0];
  return child && attribute(child, 'val');
}

/** The value of a property; empty for one that is there without a value. */
function deepValue(style: Element, group: string, name: string): string | undefined {
  const properties = childElements(style, group)[0];
  const child = properties && childElements(properties, name)[0];
  return child && (attribute(child, 'val') ?? '');
}
