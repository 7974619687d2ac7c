import { RE2JS } from 're2js';
import type { AppliedReading } from './applied-readings.ts';
import { type EntryFinder, type IsFree, isClitic, type LexiconMatch } from './lexicon-match.ts';

/**
 * Finds where a pattern matches.
 *
 * Patterns are RE2's, whose time is linear in the text whatever the pattern: one that would never end in
 * JavaScript's own engine can't be written. The three apostrophes are alike in it and in the text.
 *
 * @param reading whose pattern `patternProblem()` finds nothing wrong with
 */
export function patternFinder(reading: AppliedReading): EntryFinder {
  const compiled = compile(reading);
  return {
    next(text, from, isFree) {
      const plain = withOneApostrophe(text);
      const matcher = compiled.matcher(plain);
      // The character in front says whether a word begins.
      let at = from === 0 ? 0 : from - lengthBefore(text, from);
      while (at <= text.length && matcher.find(at)) {
        const [start, end] = [matcher.start(1), matcher.end(1)];
        const found = matchOf({ reading, text, start, end, isFree }, (group) =>
          groupOf(compiled, matcher, group, text),
        );
        if (found !== undefined && start >= from) return found;
        at = Math.max(at + 1, reading.whole ? start : start + 1);
      }
      return undefined;
    },
  };
}

interface Place {
  reading: AppliedReading;
  text: string;
  start: number;
  end: number;
  isFree: IsFree;
}

/** A match, unless it says nothing, or is no word of its own. */
function matchOf(
  { reading, text, start, end, isFree }: Place,
  groupText: (group: string) => string,
): LexiconMatch | undefined {
  if (end === start || !isFree(start, end)) return undefined;
  if (reading.whole && isClitic(text, start, end)) return undefined;
  const words = expand(reading.say, text.slice(start, end), groupText).trim();
  return words === '' ? undefined : { start, end, words, reading };
}

const before = '(?:^|[^\\p{L}\\p{N}\\p{M}])';
/** As where a word ends: word-finder.ts. */
const behind =
  '(?:$|[^\\p{L}\\p{N}\\p{M}’]|’(?:$|[^\\p{L}\\p{N}]|(?:s|d|m|ll|re|ve)(?:$|[^\\p{L}\\p{N}\\p{M}])))';

function compile({ written, whole, anyCase }: AppliedReading): RE2JS {
  const group = `(${sourceOf(written)})`;
  const source = whole ? `${before}${group}${behind}` : group;
  return RE2JS.compile(source, anyCase ? RE2JS.CASE_INSENSITIVE : 0);
}

function sourceOf(written: string): string {
  return withOneApostrophe(written.normalize('NFC'));
}

function withOneApostrophe(text: string): string {
  return text.replace(/['ʼ]/g, '’');
}

/** In UTF-16 code units, of the character in front of an offset. */
function lengthBefore(text: string, offset: number): number {
  const isPair = /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, offset - 2), offset));
  return isPair ? 2 : 1;
}

/** `$1`, `$<name>`, `$&` for the whole match, and `$$` for a dollar sign. */
const reference = /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g;

function expand(say: string, match: string, groupText: (group: string) => string): string {
  return say.replace(reference, (_, dollar, whole, number, name) => {
    if (dollar) return '$';
    return whole ? match : groupText(number ?? name);
  });
}

/** What a group, by its number or name in the entry, holds; empty where it takes no part. */
function groupOf(
  compiled: RE2JS,
  matcher: ReturnType<RE2JS['matcher']>,
  group: string,
  text: string,
): string {
  const place = /^\d/.test(group) ? Number(group) + 1 : Number(compiled.namedGroups()[group]);
  const start = matcher.start(place);
  return start < 0 ? '' : text.slice(start, matcher.end(place));
}

/** Of instructions; a pattern that counts to a thousand a few times has fewer. */
const largestProgram = 10_000;

/** What is wrong with a pattern, or with what is said for it, in words that follow "it"; undefined where nothing is. */
export function patternProblem(written: string, say: string): string | undefined {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(sourceOf(written));
  } catch (error) {
    return syntaxProblem((error as Error).message);
  }
  if (compiled.programSize() > largestProgram) return 'counts too far, or is too long';
  if (compiled.matches('')) return 'matches where there is no text';
  const names = compiled.namedGroups();
  for (const { 0: text, 3: number, 4: name } of say.matchAll(reference)) {
    const known =
      name === undefined
        ? number === undefined || (Number(number) > 0 && Number(number) <= compiled.groupCount())
        : Object.hasOwn(names, name);
    if (!known) return `has no group for the ${text} of "say"`;
  }
  return undefined;
}

function syntaxProblem(message: string): string {
  const what = message.replace(/^error parsing regexp: /, '');
  if (/`\(\?<?[=!]/.test(what)) return 'looks ahead or behind, which no pattern here can';
  if (/escape sequence: `\\[1-9]/.test(what))
    return 'refers back to a group, which no pattern here can';
  return `is no regular expression: ${what.replaceAll('`', '')}`;
}
