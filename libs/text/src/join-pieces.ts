/** A range of a collapsed text, without white space at its ends. */
export interface Piece {
  start: number;
  end: number;
}

/** Longest text of a segment, in UTF-16 code units: speech models go astray above some 300. */
export const longestSegment = 250;

/** What a boundary's mark makes of it, from 0 to this: among all, the higher are joined later. */
export const highestRank = 7;

/** How much of the text in front of a boundary decides its strength, in UTF-16 code units. */
const context = 12;

/**
 * Joins neighbouring pieces while they fit into one segment, weakest boundary first.
 *
 * How strong a boundary is says its rank, and among equals a hash of the few characters in front of
 * it, so it is the same wherever the sentence stands. Joining depends on the two joined alone; therefore a boundary that
 * stays a boundary could as well be the end of the block: nothing on either side would change.
 *
 * @param mayJoin asked of the pieces on both sides of a boundary; with `lasting`, asked again of
 * what they have grown to when the boundary's turn comes
 * @param rank of the boundary between two pieces, up to `highestRank`; it may look at the text on
 * both sides of the boundary, and at nothing farther away
 */
export function joinPieces<P extends Piece>(
  text: string,
  pieces: readonly P[],
  mayJoin: (left: P, right: P) => boolean,
  { lasting = false, rank }: { lasting?: boolean; rank?: Rank } = {},
): P[] {
  const group = (first: number, last: number) =>
    ({ ...pieces[last], start: pieces[first]?.start }) as P;
  /** By a group's last piece its first, and by its first its last. */
  const firstOf = Int32Array.from(pieces.keys());
  const lastOf = Int32Array.from(pieces.keys());
  for (const boundary of weakestFirst(text, pieces, mayJoin, rank)) {
    const first = firstOf[boundary] ?? boundary;
    const last = lastOf[boundary + 1] ?? boundary + 1;
    if (!fit(pieces[first], pieces[last])) continue;
    if (lasting && !mayJoin(group(first, boundary), group(boundary + 1, last))) continue;
    firstOf[last] = first;
    lastOf[first] = last;
  }
  const joined: P[] = [];
  for (let first = 0; first < pieces.length; first = (lastOf[first] ?? first) + 1) {
    joined.push(group(first, lastOf[first] ?? first));
  }
  return joined;
}

type Rank = (left: Piece, right: Piece) => number;

function fit(first: Piece | undefined, last: Piece | undefined): boolean {
  return first !== undefined && last !== undefined && last.end - first.start <= longestSegment;
}

/** Room for as many pieces as a string can have, beside rank and strength in a number's 53 bits. */
const indexes = 2 ** 30;
const strengths = 2 ** 20;

/** The boundaries that may be joined, each named by the piece in front of it. */
function weakestFirst<P extends Piece>(
  text: string,
  pieces: readonly P[],
  mayJoin: (left: P, right: P) => boolean,
  rank: Rank = () => 0,
): number[] {
  const ranked: number[] = [];
  for (const [index, left] of pieces.entries()) {
    const right = pieces[index + 1];
    if (right === undefined || !fit(left, right) || !mayJoin(left, right)) continue;
    const strength = rank(left, right) * strengths + strengthBehind(text, left);
    ranked.push(strength * indexes + index);
  }
  return Array.from(Float64Array.from(ranked).sort(), (order) => order % indexes);
}

/** FNV-1a over the context, its bits mixed once more as murmur3 ends; 20 bits. */
function strengthBehind(text: string, { start, end }: Piece): number {
  let hash = 0x811c9dc5;
  for (let at = Math.max(start, end - context); at < end; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 12;
}
