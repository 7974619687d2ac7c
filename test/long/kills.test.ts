import { test } from 'vitest';
import { KillRounds } from '../rig/kill-rounds.ts';

test('a hundred kills of anything at any moment: what was spoken is kept, and nothing is left behind', async () => {
  const rounds = await KillRounds.begin(8);
  await rounds.kill(100);
  await rounds.end();
});
