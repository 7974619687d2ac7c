export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A line of text whose parts may have a style. */
export type StyledLine = readonly (string | { text: string; style: Style | undefined })[];

/** Parameters of SGR, ECMA-48 section 8.3.117, that begin and end each style. */
const codes: Record<Style, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export interface Paint {
  /** Columns that a line may take. */
  width: number;
  colours: boolean;
}

/**
 * A line as it is printed: on one line, no wider than `width`, cut with `…`, without the spaces at
 * its end. Control characters in its text, which a server may have sent, are spaces.
 */
export function paintLine(line: StyledLine, { width, colours }: Paint): string {
  const parts = line.map((part) => (typeof part === 'string' ? { text: part } : part));
  const clean = parts.map((part) => ({ style: undefined, ...part, text: onOneLine(part.text) }));
  const length = [
    ...clean
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  ].length;
  const kept = length > width ? Math.max(width - 1, 0) : length;
  let left = kept;
  const painted = clean.map(({ text, style }) => {
    const characters = [...text].slice(0, left);
    left -= characters.length;
    return colours ? paint(characters.join(''), style) : characters.join('');
  });
  return painted.join('') + (length > width && width > 0 ? '…' : '');
}

function onOneLine(text: string): string {
  return text.replace(/\s*[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function paint(text: string, style: Style | undefined): string {
  if (style === undefined || text === '') return text;
  const [begin, end] = codes[style];
  return `\x1b[${begin}m${text}\x1b[${end}m`;
}
