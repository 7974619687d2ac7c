import type { Candidate, Family } from './heading-candidates.ts';
import { groupText, type LineGroup } from './line-groups.ts';

/** Letters and spaces between two chapters' headings, below which there is no chapter. */
const leastText = 200;
/** Bare numbers this close together, in characters on average, count pages or verses. */
const leastChapter = 800;

/**
 * The candidates that count a book's chapters: of the ways of counting the one that counts best.
 *
 * A way of counting must begin at its beginning and go on one by one; it may begin again, as books
 * in parts do, and misprint a number. A table of contents, which counts without any text between,
 * does not count.
 */
export function chooseSystem(
  groups: readonly LineGroup[],
  candidates: readonly Candidate[],
): Candidate[] {
  const of = (...families: Family[]) =>
    withoutContents(groups, countsUp(candidates.filter(({ family }) => families.includes(family))));
  const named = of('chapter');
  const bare = [of('roman'), of('arabic'), of('roman-title'), of('arabic-title')]
    .filter((chosen) => isCredible(groups, chosen))
    .sort((one, other) => other.length - one.length)
    .find((chosen, _, all) => !all.some((other) => areSections(chosen, other)));
  if (named.length > 1 || (named.length === 1 && !bare)) return named;
  const parts = of('part');
  return bare ?? (parts.length > 1 ? parts : []);
}

/** Whether numbers count the sections within titled chapters: they begin again right below each. */
function areSections(chosen: readonly Candidate[], titled: readonly Candidate[]): boolean {
  const isTitled = titled.length > 1 && titled.every(({ family }) => family.endsWith('-title'));
  if (!isTitled || chosen.some(({ family }) => family.endsWith('-title'))) return false;
  const firsts = chosen.filter(({ number }) => number === 1);
  const above = new Set(titled.map(({ at }) => at + 1));
  return firsts.length > 1 && firsts.every(({ at }) => above.has(at));
}

/** Those in order: one by one, again from 1, a few missing, or one misprinted. */
function countsUp(candidates: Candidate[]): Candidate[] {
  const chosen: Candidate[] = [];
  let expected: number | undefined;
  for (const [index, candidate] of candidates.entries()) {
    const { number, family } = candidate;
    const next = candidates[index + 1]?.number;
    const isNamed = family === 'chapter' || family === 'part';
    const isMisprint = expected !== undefined && next === expected + 1;
    const skips = expected !== undefined && number > expected && number <= expected + 3;
    const begins = expected === undefined ? isNamed || number === 1 : number === 1;
    if (!(begins || number === expected || isMisprint || (isNamed && skips))) continue;
    expected = (isMisprint && !begins && expected !== undefined ? expected : number) + 1;
    chosen.push(candidate);
  }
  return chosen;
}

/** Without runs of headings that have no text: they list chapters that come later or came before. */
function withoutContents(groups: readonly LineGroup[], chosen: Candidate[]): Candidate[] {
  const isEmpty = chosen.map(({ at }, index) => {
    const end = chosen[index + 1]?.at ?? groups.length;
    return charactersOf(groups.slice(at + 1, end)) < leastText;
  });
  const numbers = new Map<number, number>();
  for (const { number } of chosen) numbers.set(number, (numbers.get(number) ?? 0) + 1);
  const isListed = (index: number) =>
    isEmpty[index] === true &&
    (isEmpty[index - 1] === true || isEmpty[index + 1] === true) &&
    (numbers.get(chosen[index]?.number ?? 0) ?? 0) > 1;
  const kept = chosen.filter((_, index) => !isListed(index));
  const lastListed = chosen.findLastIndex((_, index) => isListed(index));
  const closesList = chosen[lastListed + 1];
  const isListEnd =
    lastListed >= 0 && closesList !== undefined && chosen[lastListed + 2]?.number === 1;
  return isListEnd ? kept.filter((candidate) => candidate !== closesList) : kept;
}

/** Numbers alone may count pages, verses or notes: chapters end in whole sentences. */
function isCredible(groups: readonly LineGroup[], chosen: Candidate[]): boolean {
  if (chosen.length < 2) return false;
  const closed = chosen.filter(({ at }) => at === 0 || endsSentence(groups[at - 1]));
  const text = charactersOf(groups.slice(chosen[0]?.at ?? 0));
  return closed.length >= chosen.length * 0.75 && text / chosen.length >= leastChapter;
}

/** Whether a group could be the last before a heading: it ends as sentences or headings do. */
export function endsSentence(group: LineGroup | undefined): boolean {
  const text = group ? groupText(group) : '';
  return text.length < 60 || /[.!?…:*—–-]["”’»«')\]_]*$/u.test(text);
}

function charactersOf(groups: readonly LineGroup[]): number {
  return groups.reduce((sum, group) => sum + groupText(group).length, 0);
}
