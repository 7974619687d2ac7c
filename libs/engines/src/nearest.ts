/** The `count` names that differ from `wanted` in the fewest letters, whatever their case. */
export function nearest(wanted: string, names: readonly string[], count: number): string[] {
  return names
    .map((name) => ({ name, edits: edits(wanted.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Letters to add, drop or change (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    let last = index + 1;
    row = row.map((above, column) => {
      if (column === 0) return last;
      const change = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      last = Math.min(above + 1, last + 1, change);
      return last;
    });
  }
  return row[to.length] ?? 0;
}
