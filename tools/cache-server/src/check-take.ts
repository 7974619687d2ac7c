import type { TakeKey } from '@audiobook/model/digest';
import { shortText } from '@audiobook/model/short-text';
import type { Take } from '@audiobook/model/take';
import { type DecodedTake, decodeTakeFile } from '@audiobook/takes/take-file';

/** From telephones to studios, in Hz. */
const sampleRates = { least: 8_000, most: 192_000 };
/** Clocks differ, in milliseconds. */
const aheadMs = 24 * 60 * 60 * 1_000;
/** Of each thing that a take says of its origin, in characters. */
const longestText = 500;

/** A take file's take, if it is sound and can be what it says it is. */
export function checkTake(file: Uint8Array, key: TakeKey): DecodedTake {
  const decoded = decodeTakeFile(file, key);
  const reason = decoded.sound ? implausible(decoded.take) : undefined;
  return reason === undefined ? decoded : { sound: false, newer: false, reason };
}

function implausible({ sampleRate, provenance }: Take): string | undefined {
  if (sampleRate < sampleRates.least || sampleRate > sampleRates.most) {
    return `nothing is spoken at ${sampleRate} Hz`;
  }
  if (provenance.engine.trim() === '' || provenance.implementation.trim() === '') {
    return 'it does not say who spoke it';
  }
  for (const [name, said] of Object.entries(provenance)) {
    if (String(said).length > longestText)
      return `its "${name}" is longer than ${longestText} characters`;
  }
  return Date.parse(provenance.spokenAt) > Date.now() + aheadMs
    ? `it says that it was spoken on ${shortText(provenance.spokenAt)}`
    : undefined;
}
