/** What Project Gutenberg puts before and behind a book, in all the wordings it has had. */
const startMark = /^\W{0,5}START OF (THE |THIS )?PROJECT GUTENBERG/i;
const endMark =
  /^\W{0,5}END OF (THE |THIS )?PROJECT GUTENBERG|^(the )?end of (the |this )?project gutenberg|^\W{0,5}START: FULL LICENSE/i;
const smallPrintEnd = /^\*END.?\*?\s?THE SMALL PRINT/i;
const firstLine = /^(the )?project gutenberg('s|’s)?\b.{0,20}(e-?book|etext|e-text)?/i;
const credit =
  /^(produced by|e-?text (prepared|produced) by|transcribed (from|by)|this (e-?text|e-?book) was (prepared|produced)|\[?transcriber.?s note)/i;

/** A line behind which the book begins. */
export function isGutenbergStart(line: string): boolean {
  return startMark.test(line) || smallPrintEnd.test(line);
}

/** A line at which the licence begins. */
export function isGutenbergEnd(line: string): boolean {
  return endMark.test(line);
}

/** The line with which Project Gutenberg's own text opens a file. */
export function isGutenbergTitle(line: string): boolean {
  return firstLine.test(line);
}

/** The volunteers' own line, between the header and the book. */
export function isGutenbergCredit(text: string): boolean {
  return credit.test(text);
}
