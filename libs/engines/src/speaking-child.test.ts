import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const file = new URL('speaking-child.ts', import.meta.url).href;

/** Run with few file descriptors; uses them all up, and then starts a child. */
const script = `
  import { openSync, writeSync } from 'node:fs';
  import { SpeakingChild } from '${file}';
  try {
    for (;;) openSync('/dev/null');
  } catch {}
  const child = new SpeakingChild('any.ts', 64);
  const ready = await child.answer(60_000);
  const asked = await child.ask({}, 60_000);
  await child.stop();
  writeSync(1, JSON.stringify([ready, asked, child.lost]));
`;

describe('SpeakingChild', () => {
  it('is lost when the system refuses to start it', async () => {
    const command = 'ulimit -n 64 && exec "$0" --input-type=module --eval "$1"';
    const args = ['-c', command, process.execPath, script];
    const { stdout } = await promisify(execFile)('sh', args);
    const lost = { ok: false, reason: expect.stringMatching(/^could not be started: .*EMFILE/) };
    expect(JSON.parse(stdout)).toEqual([lost, lost, true]);
  });
});
