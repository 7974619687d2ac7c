/**
 * A process that speaks through fixture children for as long as it lives. Arguments: the folder of
 * the tokens, how many cores there are, milliseconds of a turn, and a text to be spoken once, or
 * nothing for texts without end. Prints a line for each answer: the child's process id, and how
 * many children there were.
 */

import { fileURLToPath } from 'node:url';
import { ok } from '@audiobook/model/result';
import { CoreTokens } from '../core-tokens.ts';
import { EmbeddedEngine } from '../embedded-engine.ts';

const [folder = '', cores = '', turnMs = '', only] = process.argv.slice(2);
const tokens = new CoreTokens({ folder, cores: Number(cores) });
const engine = new EmbeddedEngine({
  name: 'fixture',
  implementation: 'fixture 1',
  identity: async () => ok('fixture:1'),
  prepare: ({ spoken }) => ok({ text: spoken }),
  child: fileURLToPath(new URL('fixture-child.ts', import.meta.url)),
  cores: tokens,
  children: tokens.cores,
  limits: { turnMs: Number(turnMs) },
});

const speak = async (spoken: string) => {
  const request = { spoken, language: 'en', voice: 'default', params: {}, seed: 0 };
  const answer = await engine.speak(request, new AbortController().signal);
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  const pcm = Buffer.from(answer.value.pcm);
  console.log(pcm.readUInt32LE(), pcm.readUInt32LE(4));
};

if (only) {
  await speak('first');
  await speak(only);
}
await Promise.all(
  Array.from({ length: engine.concurrency }, async () => {
    for (;;) await speak('more');
  }),
);
