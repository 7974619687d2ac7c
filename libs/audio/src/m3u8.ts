/** One file of a playlist. */
export interface PlaylistEntry {
  /** Path from the playlist to the file, with forward slashes. */
  path: string;
  title: string;
  seconds: number;
}

/**
 * An extended M3U playlist in UTF-8.
 *
 * Paths are written as they are, since players take them for file names and not for addresses: VLC
 * opens `%20` as those three characters. Only a `#` at the start of a line needs care, for it begins a
 * comment.
 */
export function writeM3u8(title: string, entries: readonly PlaylistEntry[]): string {
  const lines = entries.flatMap((entry) => [
    `#EXTINF:${Math.round(entry.seconds)},${oneLine(entry.title)}`,
    safePath(entry.path),
  ]);
  return `${['#EXTM3U', `#PLAYLIST:${oneLine(title)}`, ...lines].join('\n')}\n`;
}

function safePath(path: string): string {
  return path.replace(/^#/, './#');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
