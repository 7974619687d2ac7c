import { excerptAround } from './place-in-segment.ts';
import type { CheckedSegment, TextCheck, TextFlaw } from './text-check.ts';

const speakable = /[\p{L}\p{N}]/u;

/** Texts that are longer or shorter than their engine speaks well, and those that say nothing. */
export const segmentLength: TextCheck = {
  name: 'segment length',
  check: ({ segments }) => segments.flatMap((segment) => flawOf(segment) ?? []),
};

function flawOf(segment: CheckedSegment): TextFlaw | undefined {
  const { start: at, spoken, reading } = segment;
  const text = excerptAround(spoken, 0, 0);
  if (!speakable.test(spoken)) {
    const remedy = `Skip segment ${segment.id} in corrections.json, or give it something to say there.`;
    const found = 'there is no letter or digit in what is spoken';
    return { severity: 'error', at, text: text || segment.text, found, remedy };
  }
  const length = [...spoken].length;
  const { longest, shortest } = reading;
  if (longest !== undefined && length > longest.characters) {
    const found = `${length} characters are spoken at once: ${longest.otherwise}`;
    const remedy = `Make what segment ${segment.id} says shorter than ${longest.characters} characters, in corrections.json or lexicon.json.`;
    return { severity: 'error', at, text, found, remedy };
  }
  const letters = spoken.replace(/[^\p{L}\p{N}]/gu, '');
  if (shortest !== undefined && letters.length < shortest.letters) {
    const found = `“${letters}” is spoken alone: ${shortest.otherwise}`;
    const remedy = 'Join the paragraph with the one before or after it, or listen to this one.';
    return { severity: 'warning', at, text, found, remedy, subject: letters.toLowerCase() };
  }
  return undefined;
}
