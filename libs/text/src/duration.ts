/** Characters a second of narrated audio; commercial English narration lies between 15.7 and 16.5. */
const charactersPerSecond = 16;

/** How long a text of so many characters takes to be heard, in seconds: a rough figure. */
export function estimateSeconds(characters: number): number {
  return characters / charactersPerSecond;
}
