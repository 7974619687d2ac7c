/**
 * Marks of notes while a book is read: a character apart stands for each in its block's text, for
 * whether "[1]" is a note's mark is known only when all pages are.
 *
 * They are noncharacters, which no text has any use for (Unicode 16, 23.7).
 */
const opens = '\ufdd0';
const closes = '\ufdd1';
const firstDigit = 0xfdd2;

/** All characters that stand for marks; a text's own are dropped before it is read. */
const reserved = /[\ufdd0-\ufddb]/g;

/** One mark, or several with commas between them, and the brackets around them. */
const runs =
  /( ?)([[(] ?)?((?:\ufdd0[\ufdd2-\ufddb]{1,9}\ufdd1)(?: ?[,;]? ?\ufdd0[\ufdd2-\ufddb]{1,9}\ufdd1)*)( ?[\])])?/g;
const marks = /\ufdd0([\ufdd2-\ufddb]{1,9})\ufdd1/g;

/** What stands in the text for the mark of a number. */
export function markPlace(mark: number): string {
  const digits = [...String(mark)].map((digit) => String.fromCharCode(firstDigit + Number(digit)));
  return `${opens}${digits.join('')}${closes}`;
}

export function dropReserved(text: string): string {
  return text.replace(reserved, '');
}

export function hasMarks(text: string): boolean {
  return text.includes(opens);
}

/** The numbers of the marks in a text, in order. */
export function marksIn(text: string): number[] {
  return hasMarks(text) ? [...text.matchAll(marks)].map(([, digits]) => numberOf(digits)) : [];
}

/** The marks in a text and where each stands, in characters. */
export function marksWithPlaces(text: string): { mark: number; at: number }[] {
  return [...text.matchAll(marks)].map(({ 1: digits, index }) => ({
    mark: numberOf(digits),
    at: index,
  }));
}

/** The text with every mark renumbered. */
export function shiftMarks(text: string, by: number): string {
  if (by === 0 || !hasMarks(text)) return text;
  return text.replace(marks, (_, digits: string) => markPlace(numberOf(digits) + by));
}

/** The text with its marks as they were written. */
export function spellMarks(text: string, textOf: (mark: number) => string): string {
  return hasMarks(text)
    ? text.replace(marks, (_, digits: string) => textOf(numberOf(digits)))
    : text;
}

/**
 * The text without the marks that are dropped, the brackets around them and the spaces that they
 * leave before a full stop; others become what they were.
 */
export function dropMarks(
  text: string,
  isDropped: (mark: number) => boolean,
  textOf: (mark: number) => string,
): string {
  if (!hasMarks(text)) return text;
  const without = text.replace(runs, (run, space, before = '', inner, after = '', at: number) => {
    if (!marksIn(inner).every(isDropped)) return run;
    const rest = before !== '' && after !== '' ? '' : before + after;
    const next = text[at + run.length] ?? ' ';
    return rest === '' && /[\s.,;:!?)\]”’»]/.test(next) ? '' : space + rest;
  });
  const spelled = without.replace(marks, (_, digits: string) => {
    const mark = numberOf(digits);
    return isDropped(mark) ? '' : textOf(mark);
  });
  return spelled.trim();
}

function numberOf(digits = ''): number {
  return Number([...digits].map((digit) => digit.charCodeAt(0) - firstDigit).join(''));
}

/** Longer texts, in characters, are no marks. */
const longestMark = 16;

const markShape =
  /^(?:note|footnote|endnote|fn|n|fodnote|fußnote|anm|注|※)?[.\s]{0,2}[[({]?\s?(\d{1,4}|[*†‡§¶#‖※]{1,5}|[a-z]|[ivxlc]{1,7}|[⁰¹²³⁴-⁹]{1,4})\s?[\])}.:]?$/iu;

/** What a text is as a note's mark: "1" for "[1]" or "¹"; undefined for anything else. */
export function markKey(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longestMark) return undefined;
  return markShape.exec(trimmed)?.[1]?.normalize('NFKC');
}

const wayBack =
  /^[[(]?\s?(?:[↩↵⏎↑⤴⮐⏪^«‹←]\ufe0e?|(?:go |jump |return )?back(?: to (?:the )?text)?|return(?: to (?:the )?text)?|retour(?: au texte)?|tilbage|tillbaka|tilbake|zurück|volver|torna|terug|戻る)\s?[\])]?$/iu;

/** Whether a text is the link at a note's end that leads back to its mark. */
export function isWayBack(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length <= 24 && wayBack.test(trimmed);
}

/** How a block begins with a mark: "[1] ", "1. ", "* "; undefined where it does not. */
const opening =
  /^(?:\[\s?([^\s[\]]{1,7})\s?\]|\(([^\s()]{1,7})\)|(\d{1,4}|[a-z]{1,7})\s?[.):]|(\d{1,4}|[*†‡§¶#‖※]{1,5}|[⁰¹²³⁴-⁹]{1,4}))[.:]?(?=$|\s|[^\p{L}\p{N}*])/iu;

/** The mark that a block begins with, and how many characters it takes up. */
export function openingMark(text: string): { key: string; length: number } | undefined {
  const found = opening.exec(text.slice(0, 40));
  const own = found?.slice(1).find((part) => part !== undefined);
  const key = own === undefined ? undefined : markKey(own);
  return found && key !== undefined ? { key, length: found[0].length } : undefined;
}
