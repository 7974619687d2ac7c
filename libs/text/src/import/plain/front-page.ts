import { opensDedication } from '../dedication.ts';
import type { BookFacts } from '../imported-book.ts';
import { isNamedChapter } from '../page-names.ts';
import { groupText, type LineGroup } from './line-groups.ts';
import { plainWords } from './typography.ts';

/** Lines longer than this, in characters, are on no title page. */
const longestLine = 80;
/** A title page has at most so many groups of lines. */
const mostGroups = 12;

const byline = /^(?:written )?(?:by|par|af|von|di|de|av|por|door)\s+(?=\S)/i;

/** Title and author as the file's name has them: `Jane Austen - Emma.txt`, `great_expectations.txt`. */
export function factsOfName(name: string): BookFacts {
  const stem = name
    .replace(/^.*[/\\]/, '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/^pg\d+(-images)?$|[-_ ]\d{2,}(-\d+)?$/i, '');
  const [first = '', second] = stem.split(/\s+-\s+/);
  if (second !== undefined) return { author: spaced(first), title: spaced(second) };
  const title = spaced(stem);
  return title === '' ? {} : { title };
}

/**
 * Title and author as the lines before the first chapter have them. Where the author stands above
 * the title, only the file's name can tell.
 */
export function factsOfFront(
  groups: readonly LineGroup[],
  fileTitle: string | undefined,
): BookFacts {
  const lines = groups
    .slice(0, mostGroups)
    .flatMap((group) => group.lines.map(plainWords))
    .filter((line) => line !== '');
  const [first = '', second = '', third = ''] = lines;
  if (!couldBeTitle(first)) return {};
  const byAt = lines.slice(0, 4).findIndex((line) => byline.test(`${line} x`));
  if (byAt > 0) {
    const author = (lines[byAt] ?? '').replace(byline, '').replace(/^by$/i, '') || lines[byAt + 1];
    return withFacts(lines.slice(0, byAt).join(' '), author);
  }
  const swapped =
    likeness(second, fileTitle) > likeness(first, fileTitle) ||
    (isCapitals(second) && !isCapitals(first));
  if (swapped && couldBeTitle(second) && isName(first)) return withFacts(second, first);
  const author = [second, third].find((line) => isName(line));
  return withFacts(first, author === first ? undefined : author);
}

function withFacts(title: string, author: string | undefined): BookFacts {
  return {
    title: inTitleCase(title),
    ...(author && { author: inTitleCase(author.replace(/\.$/, '')) }),
  };
}

function couldBeTitle(line: string): boolean {
  return line !== '' && line.length <= longestLine && !/[,;]$/.test(line) && !isNamedChapter(line);
}

/** Two to five words that all begin with capitals, or particles of names between them. */
function isName(line: string): boolean {
  const words = line.replace(byline, '').split(' ');
  if (words.length < 2 || words.length > 5 || /\d/.test(line)) return false;
  if (opensDedication(line)) return false;
  return words.every((word) => /^(\p{Lu}[\p{L}.'’-]*|de|du|von|van|la|le|af|di|da|y)$/u.test(word));
}

/** How many of a line's words a file's name has, 0 to 1. */
function likeness(line: string, name: string | undefined): number {
  const own = wordsOf(line);
  const other = new Set(wordsOf(name ?? ''));
  return own.filter((word) => other.has(word)).length / Math.max(1, own.length);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isCapitals(line: string): boolean {
  return line === line.toUpperCase() && /\p{Lu}/u.test(line);
}

/** A title set in capitals is no shout. */
function inTitleCase(text: string): string {
  return isCapitals(text) && !/^[IVXLC]+$/.test(text) ? capitalised(text.toLowerCase()) : text;
}

function spaced(text: string): string {
  const words = text.replace(/[_-]+/g, ' ').replace(/\s+/g, ' ').trim();
  return words === words.toLowerCase() ? capitalised(words) : words;
}

/** Words that titles keep small, in the languages that capitalise their titles and some others. */
const small = new Set(
  'a an and at by for from in of on or the to with de des du et la le les of og i en'.split(' '),
);

function capitalised(text: string): string {
  return text.replace(/[\p{L}\p{N}'’]+/gu, (word, at: number) =>
    at > 0 && small.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1),
  );
}

/** Whether a group before the first chapter is of the title page: short lines, no sentences. */
export function isTitlePageGroup(group: LineGroup): boolean {
  const text = groupText(group);
  const isSentence = /[.!?…”"»]$/.test(text) && text.split(' ').length > 4;
  return (
    !isSentence &&
    group.lines.every((line) => line.trim().length <= longestLine) &&
    group.lines.length <= 4
  );
}
