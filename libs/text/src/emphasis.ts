/**
 * Offsets of the marks in a block's text that are not spoken: `*`, `**`, `_` or `__` in pairs
 * around words, and a backslash before one of these. Ascending. Linear in the text's length.
 *
 * A mark opens only in front of a word and closes only behind one, so names such as `M. de C***`
 * and lone asterisks stay text.
 */
export function emphasisMarks(text: string): number[] {
  const marks: number[] = [];
  const open = new Map<string, number>();
  for (const { 0: run, index } of text.matchAll(/\\[*_]+|\*+|_+/g)) {
    if (run.startsWith('\\')) {
      marks.push(index);
      continue;
    }
    if (run.length > 2) continue;
    const before = text.charAt(index - 1);
    const after = text.charAt(index + run.length);
    const opened = open.get(run);
    if (opened !== undefined && closesBehind.test(before) && !wordCharacter.test(after)) {
      for (let at = 0; at < run.length; at += 1) marks.push(opened + at, index + at);
      open.delete(run);
    } else if (!wordCharacter.test(before) && opensBefore.test(after)) {
      open.set(run, index);
    }
  }
  return marks.sort((a, b) => a - b);
}

/** Half of a surrogate pair counts as a letter: it is one in every script that has words. */
const wordCharacter = /[\p{L}\p{N}\p{M}\ud800-\udfff]/u;
const opensBefore = /[\p{L}\p{N}\p{Pi}\p{Ps}\ud800-\udfff"'‘“«»„¡¿—–…*_$£€]/u;
const closesBehind = /[^\s\\]/u;
