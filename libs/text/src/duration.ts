/**
 * Characters of text, spaces included, that a narrator speaks in a second of audio: commercial
 * English narration lies between 15.7 and 16.5, and no figure as sound is known for other languages.
 */
const charactersPerSecond = 16;

/** Estimates how many seconds a text of so many characters takes to hear, pauses included. */
export function estimateSeconds(characters: number): number {
  return characters / charactersPerSecond;
}
