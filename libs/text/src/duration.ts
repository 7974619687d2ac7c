/**
 * Characters of text, spaces included, that a narrator speaks in a second of audio. English
 * audiobooks lie between 15.7 and 16.5: 9,300 words an hour, the rate that ACX plans with, at 6.1
 * characters a word is 15.8.
 */
const charactersPerSecond = 16;

/** Estimates how many seconds a text of so many characters takes to hear, pauses included. */
export function estimateSeconds(characters: number): number {
  return characters / charactersPerSecond;
}
