import { utf8Prefix } from './utf8-prefix.ts';

/** Leaves room for a number before the title and an ending behind it in the 255 bytes of a name. */
const mostBytes = 180;

/** What a title of nothing usable becomes. */
const untitled = 'Untitled';

/** Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths"). */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** Near look-alikes for the characters that Windows, and one that Unix, does not allow in a name. */
const replacements: Record<string, string> = {
  '/': '-',
  '\\': '-',
  '|': '-',
  ':': '-',
  '"': "'",
  '<': '(',
  '>': ')',
  '?': '',
  '*': '',
};

/**
 * A title as a file name, without an ending, that Linux, macOS and Windows all take: at most 180
 * bytes of UTF-8, cut between characters; never empty.
 */
export function fileTitle(title: string): string {
  const allowed = title
    .normalize('NFC')
    .replace(/:\s+/g, ' - ')
    .replace(/[/\\|:"<>?*]/g, (character) => replacements[character] as string)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{Cs}|\p{Bidi_Control}/gu, '');
  const name = trimmed(utf8Prefix(trimmed(allowed), mostBytes));
  if (name === '') return untitled;
  return reserved.test(name) ? `${name.slice(0, 3)}_${name.slice(3)}` : name;
}

/** Single spaces; none at the ends, nor full stops, which Windows drops behind and Unix hides before. */
function trimmed(name: string): string {
  return name.replace(/\s+/g, ' ').replace(/^[ .]+|[ .]+$/g, '');
}
