/**
 * The process that espeak-ng runs in; GPL code is loaded here and nowhere else.
 *
 * Says that it is ready, then answers one utterance after another, and ends when there will be no
 * more, which is also when its parent has died. It reads and writes synchronously, since espeak-ng
 * asks for its next line from within.
 */

import { nextRequest, sendAnswer } from '../answer-requests.ts';
import { endWithParent } from '../end-with-parent.ts';
import { ResidentEspeak, type Spoken } from './resident-espeak.ts';
import type { Utterance } from './utterance.ts';

endWithParent();
// espeak-ng's file layer throws, with a stack, for each of the many files that it does not find.
Error.stackTraceLimit = 0;
// Ctrl-C reaches the whole group: the parent decides what it means.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);

const espeak = await ResidentEspeak.load();
let began = 0;
sendAnswer({ ready: true });
espeak.serve(takeUtterance, giveSpoken);
process.exit();

function takeUtterance(): Utterance | undefined {
  const utterance = nextRequest() as Utterance | undefined;
  began = performance.now();
  return utterance;
}

function giveSpoken(spoken: Spoken): void {
  const seconds = (performance.now() - began) / 1_000;
  const rss = process.memoryUsage.rss();
  if ('problem' in spoken) sendAnswer({ problem: spoken.problem, seconds, rss });
  else sendAnswer({ sampleRate: spoken.sampleRate, seconds, rss }, spoken.pcm);
}
