/**
 * The process that espeak-ng runs in; GPL code is loaded here and nowhere else.
 *
 * Speaks frames (see frames.ts) over file descriptor 3: says that it is ready, then answers one
 * utterance after another, and ends when its input does, which is also when its parent has died. It reads and writes synchronously, since espeak-ng asks for its next line from within.
 */

import { readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { encodeFrame, type Frame, FrameReader } from '../frames.ts';
import { ResidentEspeak, type Spoken } from './resident-espeak.ts';
import type { Utterance } from './utterance.ts';

/** The parent's end of it is non-blocking, ours blocks: Node leaves this one alone. */
const channel = 3;

/** Ends the process when its parent is gone, even while espeak-ng is busy without end. */
const watchdog = `
const parent = ${process.ppid};
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);
`;
new Worker(watchdog, { eval: true }).unref();

// Ctrl-C reaches the whole group: the parent decides what it means.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);

const reader = new FrameReader();
const frames: Frame[] = [];
const piece = Buffer.alloc(65_536);
let began = 0;

const espeak = await ResidentEspeak.load();
send({ ready: true });
espeak.serve(takeUtterance, giveSpoken);
process.exit();

function takeUtterance(): Utterance | undefined {
  while (frames.length === 0) {
    const count = readSync(channel, piece);
    if (count === 0) return undefined;
    frames.push(...reader.push(Buffer.from(piece.subarray(0, count))));
  }
  began = performance.now();
  return frames.shift()?.head as Utterance;
}

function giveSpoken(spoken: Spoken): void {
  const seconds = (performance.now() - began) / 1_000;
  const rss = process.memoryUsage.rss();
  if ('problem' in spoken) send({ problem: spoken.problem, seconds, rss });
  else send({ sampleRate: spoken.sampleRate, seconds, rss }, spoken.pcm);
}

function send(head: unknown, body?: Uint8Array): void {
  const frame = encodeFrame(head, body);
  for (let sent = 0; sent < frame.length; ) sent += writeSync(channel, frame, sent);
}
