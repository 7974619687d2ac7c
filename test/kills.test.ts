import { test } from 'vitest';
import { KillRounds } from './rig/kill-rounds.ts';

test('four kills of anything at any moment: what was spoken is kept, and nothing is left behind', async () => {
  const rounds = await KillRounds.begin(7);
  await rounds.kill(4);
  await rounds.end();
}, 900_000);
