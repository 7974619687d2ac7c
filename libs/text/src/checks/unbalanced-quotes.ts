import { excerptAround } from './place-in-segment.ts';
import { type QuoteFamily, type QuoteMark, quoteMarks } from './quote-marks.ts';
import type { CheckedChapter, TextCheck, TextFlaw } from './text-check.ts';

/** Speech that goes on so many blocks without a mark has lost its end. */
const longestSpeech = 6;

const afterStop = /[.!?…,;]\s+$/;

/**
 * Marks of quotation that lack their other half.
 *
 * Speech over several paragraphs opens again at each of them and closes once; a song inside speech may stand
 * between its marks; what is quoted in speech has marks of its own. Guillemets may moreover stay open over a whole
 * exchange, be opened again behind an incise, and begin each paragraph of a letter, by either mark: of them only
 * those are told that nothing can belong to.
 */
export const unbalancedQuotes: TextCheck = {
  name: 'quotation marks',
  check: (chapter) =>
    quoteMarks(chapter).flatMap((family) => {
      const alone = family.loose ? unmatchedLoose(family) : unmatched(chapter, family);
      return alone.map((mark) => flawOf(chapter, mark));
    }),
};

function unmatchedLoose({ marks }: QuoteFamily): QuoteMark[] {
  const alone: QuoteMark[] = [];
  let open = 0;
  for (const mark of marks) {
    if (mark.side === 'open' || mark.first) open += 1;
    else if (open > 0) open -= 1;
    else alone.push(mark);
  }
  const last = marks.at(-1);
  return last?.side === 'open' ? [...alone, last] : alone;
}

function unmatched({ source }: CheckedChapter, { marks }: QuoteFamily): QuoteMark[] {
  const alone: QuoteMark[] = [];
  /** The mark of the speech that goes on, and those of what is quoted in it. */
  let open: QuoteMark[] = [];
  /** Within it, speech began where a sentence had ended: so its end is missing, and it does not go on. */
  let reopened = false;
  for (const mark of marks) {
    const speech = open[0];
    const isNew = speech !== undefined && mark.block > speech.block;
    // What is quoted within speech ends in its own paragraph.
    if (isNew && open.length > 1) {
      for (const inner of open.splice(1)) alone.push(inner);
    }
    const goesOn = isNew && mark.first;
    if (mark.side === 'open' || (mark.side === 'either' && (open.length === 0 || goesOn))) {
      if (mark.side === 'either' && /\d/.test(source[mark.at - 1] ?? '')) continue;
      if (isNew) {
        if (reopened || !goesOn || mark.block !== speech.block + 1) alone.push(speech);
        open = [mark];
        reopened = false;
      } else {
        reopened ||= open.length > 0 && afterStop.test(source.slice(mark.at - 4, mark.at));
        open.push(mark);
      }
    } else if (open.length === 0) alone.push(mark);
    else {
      if (isNew && mark.block - speech.block > longestSpeech) alone.push(speech);
      open.pop();
      reopened &&= open.length > 0;
    }
  }
  return [...alone, ...open].sort((one, other) => one.at - other.at);
}

function flawOf(
  { source, blocks }: CheckedChapter,
  { at, mark, block, side }: QuoteMark,
): TextFlaw {
  const { start, end } = blocks[block] ?? { start: at, end: at };
  return {
    severity: 'warning',
    at,
    text: excerptAround(source.slice(start, end), at - start, 1),
    found: side === 'close' ? `${mark} closes what nothing opens` : `${mark} is not closed`,
    remedy: 'Write the mark that is missing: pauses, and who speaks, are read off them.',
  };
}
