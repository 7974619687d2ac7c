/**
 * The messages between processes that speak for each other: a mark, the lengths of head and body, the
 * head as JSON, the body as it is.
 */

/** A message: what is said about the bytes, and the bytes. */
export interface Frame {
  head: unknown;
  body: Uint8Array;
}

/** Tells a frame from what a broken child may print. */
const mark = Buffer.from('abk1');
const prefixBytes = mark.length + 8;

/** All of a frame before its body of so many bytes. */
export function encodeHead(head: unknown, bodyBytes: number): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(prefixBytes);
  mark.copy(prefix);
  prefix.writeUInt32LE(json.length, mark.length);
  prefix.writeUInt32LE(bodyBytes, mark.length + 4);
  return Buffer.concat([prefix, json]);
}

/** Puts frames together from pieces of any size. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #needed = prefixBytes;
  readonly #longest: number;

  /** @param longest Bytes that a frame may have. */
  constructor(longest = Number.POSITIVE_INFINITY) {
    this.#longest = longest;
  }

  /** Takes a piece and gives the frames that it completes. Throws on what is no frame, or too long. */
  push(piece: Buffer): Frame[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames: Frame[] = [];
    while (this.#bytes >= this.#needed) {
      const bytes = this.#join();
      const frame = this.#take(bytes);
      if (frame) frames.push(frame);
    }
    return frames;
  }

  #join(): Buffer {
    const [first] = this.#pieces;
    const bytes = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    return bytes;
  }

  #take(bytes: Buffer): Frame | undefined {
    const { head, body } = readPrefix(bytes);
    const end = prefixBytes + head + body;
    if (end > this.#longest) throw new Error(`a frame of ${end} bytes is too long`);
    if (bytes.length < end) {
      this.#needed = end;
      return undefined;
    }
    this.#pieces = [bytes.subarray(end)];
    this.#bytes = bytes.length - end;
    this.#needed = prefixBytes;
    const json = bytes.toString('utf8', prefixBytes, prefixBytes + head);
    return { head: JSON.parse(json), body: bytes.subarray(prefixBytes + head, end) };
  }
}

function readPrefix(bytes: Buffer): { head: number; body: number } {
  if (!bytes.subarray(0, mark.length).equals(mark)) {
    throw new Error(`printed ${JSON.stringify(bytes.toString('utf8', 0, 80))}`);
  }
  return { head: bytes.readUInt32LE(mark.length), body: bytes.readUInt32LE(mark.length + 4) };
}
