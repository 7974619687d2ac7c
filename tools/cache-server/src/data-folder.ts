import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * The cache server's folder: as the settings say, relative to their file, else `audiobook/cache-server` in the
 * user's data folder (`XDG_DATA_HOME` or `~/.local/share`; `~/Library/Application Support` on macOS).
 */
export function dataFolder(chosen: string | undefined, settingsFile: string): string {
  if (chosen === '~' || chosen?.startsWith('~/')) return join(homedir(), chosen.slice(1));
  if (chosen !== undefined) return resolve(dirname(settingsFile), chosen);
  return join(userData(), 'audiobook', 'cache-server');
}

function userData(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const xdg = process.env.XDG_DATA_HOME;
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'share');
}
