/**
 * Speaks the requests on its standard input one after another and prints the seconds that took, start
 * apart, and a digest of all samples. espeak-ng is GPL code, so this is a process of its own.
 *
 *     node speak-in-a-loop.ts package|resident
 */
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { ResidentEspeak } from '@audiobook/engines/espeak-ng/resident-espeak';
import { toUtterance, type Utterance } from '@audiobook/engines/espeak-ng/utterance';
import type { SpeechRequest } from '@audiobook/engines/speech-engine';
import load from 'espeak-ng';

const utterances = (JSON.parse(await text(process.stdin)) as SpeechRequest[]).map(prepare);
const digests: string[] = [];
const keep = (pcm: Uint8Array) => digests.push(createHash('sha256').update(pcm).digest('hex'));
const seconds = await (process.argv[2] === 'package' ? withPackage() : withResident());
const digest = createHash('sha256').update(digests.join()).digest('hex');
console.log(JSON.stringify({ seconds, digest }));

function prepare(request: SpeechRequest): Utterance {
  const utterance = toUtterance(request);
  if (!utterance.ok) throw new Error(JSON.stringify(utterance.failure));
  return utterance.value;
}

/** A program for each call, as the package's readme shows. */
async function withPackage(): Promise<number> {
  const [first] = utterances;
  if (first !== undefined) await call(first);
  const began = performance.now();
  for (const utterance of utterances) keep(await call(utterance));
  return (performance.now() - began) / 1_000;
}

async function call({ args, text: line }: Utterance): Promise<Uint8Array> {
  const espeak = await load({ arguments: [...args, '-w', '/spoken.wav', line] });
  const wav = espeak.FS.readFile('/spoken.wav');
  const headerBytes = 44;
  return wav.subarray(headerBytes);
}

async function withResident(): Promise<number> {
  const espeak = await ResidentEspeak.load();
  let began = 0;
  const queue = [utterances[0], ...utterances].values();
  let spoken = 0;
  espeak.serve(
    () => queue.next().value,
    (result) => {
      if ('problem' in result) throw new Error(result.problem);
      // The first one starts the clock.
      if (spoken++ === 0) began = performance.now();
      else keep(result.pcm);
    },
  );
  return (performance.now() - began) / 1_000;
}
