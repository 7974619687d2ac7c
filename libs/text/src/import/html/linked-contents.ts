import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { lettersOf } from '../clean-text.ts';
import type { Page } from '../markup/read-page.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { leftOutPage } from '../page-names.ts';
import type { PlaceLink } from './web-page.ts';

/** A page's own list of its chapters, and its blocks with all lists of links marked as left out. */
export interface LinkedContents {
  contents: ContentsEntry[];
  blocks: SourceBlock[];
}

/** A link that may be an entry of a list: where it stands, and where what it leads to begins. */
interface Entry extends PlaceLink {
  at: number;
  target: number;
}

/** Entries of one list stand no farther apart than this, in blocks: names of parts come between them. */
const mostApart = 3;
/** A longer block, in characters, is no line of a list, and none between two. */
const longestLine = 300;
const longestBetween = 100;
/** Of an entry's line at least this share is the link. */
const leastLinked = 0.3;
/** Fewer links make no list. */
const leastEntries = 3;

/**
 * Finds a page's own table of contents: the longest list of links to places behind it. Lists of other
 * places (illustrations, notes) are left out too.
 *
 * @param path the page's path, for the places of the contents
 */
export function findContents(
  page: Page,
  links: readonly PlaceLink[],
  path: string,
): LinkedContents {
  const entries = links.flatMap((link) => placed(page, link));
  const lists = listsOf(
    entries.filter(({ own }) => own !== undefined),
    page.blocks,
  );
  const navigation = ascending(entries.filter(({ own }) => own === undefined));
  const isContents = (list: readonly Entry[]) =>
    !/illustrations|tables|index/.test(nameOf(list, page.blocks) ?? '');
  const best = [...lists.filter(isContents), navigation]
    .sort((one, other) => other.length - one.length)
    .at(0);
  const blocks = [...page.blocks];
  for (const list of lists) leaveOut(list, blocks, list === best);
  const isList = best !== undefined && best.length >= 2;
  return { contents: isList ? treeOf(best, path) : [], blocks };
}

function placed({ anchors, blocks }: Page, link: PlaceLink): Entry[] {
  const target = anchors.get(link.fragment);
  const at = link.own === undefined ? -1 : anchors.get(link.own);
  if (target === undefined || at === undefined || target >= blocks.length) return [];
  return target > at && lettersOf(link.label) !== '' ? [{ ...link, at, target }] : [];
}

/** Runs of lines that are links. */
function listsOf(entries: readonly Entry[], blocks: readonly SourceBlock[]): Entry[][] {
  const lists: Entry[][] = [];
  for (const entry of entries) {
    const block = blocks[entry.at];
    const isLine = block && block.linked >= leastLinked && blockText(block).length <= longestLine;
    if (!isLine) continue;
    const last = lists.at(-1);
    if (last && follows(last.at(-1), entry, blocks)) last.push(entry);
    else lists.push([entry]);
  }
  return lists.filter((list) => list.length >= leastEntries).map(ascending);
}

function follows(last: Entry | undefined, next: Entry, blocks: readonly SourceBlock[]): boolean {
  if (last === undefined || next.at - last.at > mostApart) return false;
  const between = blocks.slice(last.at + 1, next.at);
  return between.every(
    (block) =>
      blockText(block).length <= longestBetween &&
      (block.kind !== 'heading' || leftOutPage(blockText(block)) === undefined),
  );
}

/** Entries in the order of the text: what leads back is no chapter. */
function ascending(entries: readonly Entry[]): Entry[] {
  let last = -1;
  return entries.filter(({ target }) => {
    const isNext = target > last;
    if (isNext) last = target;
    return isNext;
  });
}

/** The heading or line right above a list, if it names a page of lists. */
function nameOf(list: readonly Entry[], blocks: readonly SourceBlock[]): string | undefined {
  const first = list[0]?.at ?? 0;
  return [1, 2]
    .map((above) => blocks[first - above])
    .flatMap((block) => (block ? [leftOutPage(blockText(block))] : []))
    .find((name) => name !== undefined);
}

function leaveOut(list: readonly Entry[], blocks: SourceBlock[], isContents: boolean): void {
  const first = list[0]?.at ?? 0;
  const last = list.at(-1)?.at ?? first;
  const name = nameOf(list, blocks) ?? (isContents ? 'table of contents page' : 'list of links');
  const above = [1, 2].find((by) => {
    const block = blocks[first - by];
    return block && leftOutPage(blockText(block)) !== undefined;
  });
  for (let at = first - (above ?? 0); at <= last; at++) {
    const block = blocks[at];
    if (block) blocks[at] = { ...block, leftOut: block.leftOut ?? name };
  }
}

function treeOf(list: readonly Entry[], path: string): ContentsEntry[] {
  const top: ContentsEntry[] = [];
  const open: { depth: number; entry: ContentsEntry }[] = [];
  for (const { label, fragment, depth } of list) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    const entry: ContentsEntry = { label, place: { path, fragment }, children: [] };
    (open.at(-1)?.entry.children ?? top).push(entry);
    open.push({ depth, entry });
  }
  return top;
}
