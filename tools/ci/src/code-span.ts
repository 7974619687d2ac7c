/**
 * A text as a code span of GitHub's Markdown, in which nothing means anything: no markup, links, mentions of people or
 * issues. Longer texts than `most` characters are cut. In a table, a bar would still end the cell.
 */
export function codeSpan(text: string, most = 100): string {
  // Controls, and what turns the direction of writing: they could show something else than is there.
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (plain === '') return '(nothing)';
  const characters = [...plain.slice(0, 4 * most)];
  const shown = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : plain;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
