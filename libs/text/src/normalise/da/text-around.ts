/** How far rules look: further than any of their contexts, and never a long text's whole length. */
const reach = 60;

/** What stands in front of a match. */
export function before(match: RegExpExecArray): string {
  return match.input.slice(Math.max(0, match.index - reach), match.index);
}

/** What stands behind a match. */
export function behind(match: RegExpExecArray): string {
  const end = match.index + match[0].length;
  return match.input.slice(end, end + reach);
}

/** Whether a sentence ends in front of a text: the stop of an abbreviation there is heard. */
export function endsSentence(text: string): boolean {
  return /^["»«”“’)\]]*(?:$| +["»«„“—(]* ?\p{Lu})/u.test(text);
}
