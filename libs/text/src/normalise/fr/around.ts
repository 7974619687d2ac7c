/** How far a rule looks around its match, in UTF-16 code units: what keeps it linear. */
const reach = 40;

/** The text in front of a match. */
export function textBefore(match: RegExpExecArray): string {
  return match.input.slice(Math.max(0, match.index - reach), match.index);
}

/** The text behind a match. */
export function textAfter(match: RegExpExecArray): string {
  const end = match.index + match[0].length;
  return match.input.slice(end, end + reach);
}

/** A stop of an abbreviation, where the sentence goes on behind it: at its end the stop stays. */
export const innerStop = String.raw`(?:\.(?= [\p{Ll}\p{N}(&=+]| ?[,;:!?…]))?`;
