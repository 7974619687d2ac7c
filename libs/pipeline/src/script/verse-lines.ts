/**
 * What is said of lines of verse that are spoken in one go: where a line ends without a mark, a comma
 * says so, since engines hear no line break. `lineEnds` are offsets into the text, ascending.
 */
export function sayLineEnds(text: string, lineEnds: readonly number[]): string {
  let from = 0;
  const lines = [...lineEnds, text.length].map((end) => {
    const line = text.slice(from, end);
    from = end;
    return line;
  });
  return lines
    .map((line, index) =>
      index < lines.length - 1 && /[\p{L}\p{N}][’']?$/u.test(line) ? `${line},` : line,
    )
    .join('');
}
