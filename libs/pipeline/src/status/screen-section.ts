import type { StyledLine } from '../terminal/styled-line.ts';

/** A part of the screen: its heading is always there, of its items as many as there is room for. */
export interface Section {
  heading: StyledLine[];
  items: Item[];
}

export interface Item {
  lines: StyledLine[];
  state: string;
  /** Items of a smaller rank are shown rather than others. */
  rank: number;
}

/** The columns of a name at most. */
export const widestName = 28;

export function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** Exactly so wide; names end with what tells them apart, so a long one loses its beginning. */
export function fitted(name: string, width: number): string {
  return name.length <= width ? name.padEnd(width) : `…${name.slice(1 - width)}`;
}

/** Seconds since a time in ISO 8601. */
export function secondsSince(time: string, now: Date): number {
  return Math.max((now.getTime() - Date.parse(time)) / 1000, 0);
}
