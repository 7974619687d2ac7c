/**
 * A text with the marks that engines stumble over made plain.
 *
 * Characters that are not seen go (soft hyphens, zero-width spaces), and so does stray markup
 * (`*`, `_`, `|`, `\`), which espeak-ng reads out. Dots in a row become `…`; dashes of every kind
 * between words become ` — `, because espeak-ng pauses only at a dash with spaces. White space
 * becomes single spaces. No letter or digit is dropped, and doing it twice changes nothing.
 */
export function tidyMarks(text: string): string {
  if (!untidy.test(text)) return text.normalize('NFC');
  const visible = text
    .replace(unseen, '')
    .replace(/(?<=[\p{L}\p{N}])[*_|\\]*_[*_|\\]*(?=[\p{L}\p{N}])/gu, ' ')
    .replace(/(?<=\d)[*|\\]+(?=\d)/g, ' ')
    .replace(/[*_|\\]+/g, '')
    .normalize('NFC');
  return dashes(ellipses(visible.replace(/\s+/g, ' ').trim())).trim();
}

/** Anything that may have to be made plain; most sentences have nothing of it. */
const untidy =
  /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069*_|\\–—―⸺⸻]|[.…] ?[.…]|-[- ]| -|[^\S ]| {2}|^ | $/;

/** Soft hyphen, zero-width space, word joiner, byte order mark, marks of direction. */
const unseen = /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function ellipses(text: string): string {
  return text.replace(/[.…](?: ?[.…])*/g, (dots) => {
    const isEllipsis = dots.includes('…') || dots.replaceAll(' ', '').length >= 3;
    return isEllipsis ? '…' : dots;
  });
}

function dashes(text: string): string {
  return text
    .replace(/ ?[-–—―⸺⸻](?: ?[-–—―⸺⸻])* ?/g, (dash, at: number) => {
      const opens = dash.startsWith(' ') || at === 0;
      const ends = dash.endsWith(' ') || at + dash.length === text.length;
      return /^ ?[-–] ?$/.test(dash) && !(opens && ends) ? dash : ' — ';
    })
    .replace(/ — (?=[”’»)\].,;:!?…])/g, ' —')
    .replace(/(?<=[“‘«([¡¿]) — /g, '— ')
    .trim();
}
