import { posix } from 'node:path';

export interface TakeStoreSurroundings {
  /** Environment variables; `AUDIOBOOK_TAKES` and `XDG_DATA_HOME` are read. */
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** The user's home folder. */
  home: string;
  /** A relative `AUDIOBOOK_TAKES` counts from here, whichever folder a task runs in. */
  workspaceRoot: string;
}

/**
 * The folder of the take store: `AUDIOBOOK_TAKES`, else `audiobook/takes` in the user's data folder,
 * where `git clean` can't reach it and all clones share it.
 *
 * The data folder is `~/Library/Application Support` on macOS, elsewhere `XDG_DATA_HOME` or
 * `~/.local/share` (XDG Base Directory Specification, which has relative values ignored). A leading
 * `~/` is the home folder, since no shell has expanded what stands in a .env file.
 */
export function takeStoreRoot(surroundings: TakeStoreSurroundings): string {
  const { env, home, workspaceRoot } = surroundings;
  const chosen = env.AUDIOBOOK_TAKES?.trim();
  if (!chosen) return posix.join(dataFolder(surroundings), 'audiobook', 'takes');
  if (chosen === '~' || chosen.startsWith('~/')) return posix.join(home, chosen.slice(1));
  return posix.resolve(workspaceRoot, chosen);
}

function dataFolder({ env, platform, home }: TakeStoreSurroundings): string {
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  const xdg = env.XDG_DATA_HOME;
  return xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share');
}
