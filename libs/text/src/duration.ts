/**
 * Characters of text, spaces included, that a narrator speaks in a second of audio: commercial
 * English narration lies between 15.7 and 16.5, and no figure as sound is known for other languages.
 */
const charactersPerSecond = 16;

/**
 * Pauses of a novel for each character that is spoken, in seconds: a book of 980,515 characters gets
 * 4,541 s with the pauses that book.json has by default.
 */
const pauseSecondsPerCharacter = 0.0046;

/** Estimates how many seconds a text of so many characters takes to hear, pauses included. */
export function estimateSeconds(characters: number): number {
  return characters / charactersPerSecond;
}

/** The same without the pauses between segments, for where these are known. */
export function estimateSpeechSeconds(characters: number): number {
  return estimateSeconds(characters) - characters * pauseSecondsPerCharacter;
}
