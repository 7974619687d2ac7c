import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { withPrograms } from '@audiobook/gateway/testing/with-programs';
import { vi } from 'vitest';

const libs = join(import.meta.dirname, '..', '..', '..');

/**
 * Gives a workspace slots, until the test ends: this repository's code, which finds them, what pool.json says of
 * them, and the names of the machine's cards.
 */
export async function withSlots(
  workspace: string,
  slots: readonly object[],
  cards: readonly string[] = [],
): Promise<void> {
  const lines = cards.map((card, index) => `${index}, GPU-${index}, ${card}`);
  withPrograms({ 'nvidia-smi': `cat <<'E'\n${lines.join('\n')}\nE` });
  // Where it is set, nothing stays warm.
  vi.stubEnv('CI', '');
  await symlink(libs, join(workspace, 'libs'));
  await writeJson(join(workspace, 'gpu-runner', 'pool.json'), { slots });
}
