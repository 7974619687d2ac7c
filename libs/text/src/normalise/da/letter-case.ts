/** Words that begin with a capital if what is written does. */
export function likeWritten(written: string, words: string): string {
  return /^\p{Lu}/u.test(written) ? capitalised(words) : words;
}

export function capitalised(words: string): string {
  const [first = ''] = words;
  return first.toUpperCase() + words.slice(first.length);
}
