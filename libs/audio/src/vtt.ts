/** A stretch of audio and what is said in it. */
export interface TextCue {
  /** Seconds. */
  start: number;
  /** Seconds; a cue that does not end after its start is left out, as is one without text. */
  end: number;
  text: string;
}

/** The characters that WebVTT reads as markup (W3C WebVTT, 4.2.2). */
const markup: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Cues as a WebVTT file. Within a cue, lines are kept and empty ones, which would end it, are not. */
export function writeVtt(cues: readonly TextCue[]): string {
  const blocks = cues
    .map((cue) => ({ ...cue, text: cueText(cue.text) }))
    .filter(({ start, end, text }) => toMs(end) > toMs(start) && text !== '')
    .map(({ start, end, text }) => `${timestamp(start)} --> ${timestamp(end)}\n${text}\n`);
  return ['WEBVTT\n', ...blocks].join('\n');
}

function cueText(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => markup[character] as string)
    .replaceAll('\0', '\ufffd')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function timestamp(seconds: number): string {
  const ms = toMs(seconds);
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms / 1000) % 60];
  return `${pad(h, 2)}:${pad(m, 2)}:${pad(Math.floor(s), 2)}.${pad(ms % 1000, 3)}`;
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
