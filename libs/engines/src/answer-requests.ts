/** The child's side of the frames, over the file descriptor that SpeakingChild gives it. */

import { readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { encodeHead, type Frame, FrameReader } from './frames.ts';

/** Our end of it blocks; Node makes standard input and output of a child non-blocking. */
const channel = 3;
const piece = Buffer.alloc(65_536);
const reader = new FrameReader();
const frames: Frame[] = [];
/** The number of the request that is to be answered; what is said unasked has none. */
let asked: number | undefined;
/** Where the body of its answer is to be put, if not into the frame. */
let file: string | undefined;

/** What the next request says, waiting for it; nothing when there will be none. */
export function nextRequest(): unknown {
  while (frames.length === 0) {
    const count = readSync(channel, piece);
    if (count === 0) return undefined;
    frames.push(...reader.push(Buffer.from(piece.subarray(0, count))));
  }
  const request = frames.shift()?.head as { asked: number; file?: string };
  ({ asked, file } = request);
  return request;
}

export function sendAnswer(head: object, body: Uint8Array = new Uint8Array(0)): void {
  if (file !== undefined && body.length > 0 && isPut(body, file)) {
    write(encodeHead({ ...head, asked, bytes: body.length }, 0));
    return;
  }
  write(encodeHead({ ...head, asked }, body.length));
  write(body);
}

/** Where it can't be put (the disk is full), it is sent. */
function isPut(body: Uint8Array, path: string): boolean {
  try {
    writeFileSync(path, body, { mode: 0o600 });
    return true;
  } catch {
    rmSync(path, { force: true });
    return false;
  }
}

function write(bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(channel, bytes, sent);
}
