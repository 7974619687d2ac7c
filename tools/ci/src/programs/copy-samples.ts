/** `copy-samples.ts`: puts the recordings of AUDIOBOOK_SAMPLES into voices/, and says what became of each. */

import { ok } from '@audiobook/model/result';
import { copySamples } from '../copy-samples.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async () => {
  const copied = await copySamples('voices', process.env.AUDIOBOOK_SAMPLES);
  return copied.ok ? ok(copied.value.join('\n')) : copied;
});
