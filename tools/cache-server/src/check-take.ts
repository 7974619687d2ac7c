import type { TakeKey } from '@audiobook/model/digest';
import type { Take } from '@audiobook/model/take';
import { type DecodedTake, decodeTakeFile } from '@audiobook/takes/take-file';

/** From telephones to studios, in Hz. */
const sampleRates = { least: 8_000, most: 192_000 };
/** Clocks differ, in milliseconds. */
const aheadMs = 24 * 60 * 60 * 1_000;

/** A take file's take, if it is sound and can be what it says it is. */
export function checkTake(file: Uint8Array, key: TakeKey): DecodedTake {
  const decoded = decodeTakeFile(file, key);
  const reason = decoded.sound ? implausible(decoded.take) : undefined;
  return reason === undefined ? decoded : { sound: false, newer: false, reason };
}

function implausible({ sampleRate, pcm, provenance }: Take): string | undefined {
  if (sampleRate < sampleRates.least || sampleRate > sampleRates.most) {
    return `nothing is spoken at ${sampleRate} Hz`;
  }
  if (pcm.byteLength === 0) return 'it is empty';
  if (provenance.engine.trim() === '' || provenance.implementation.trim() === '') {
    return 'it does not say who spoke it';
  }
  return Date.parse(provenance.spokenAt) > Date.now() + aheadMs
    ? `it says that it was spoken on ${provenance.spokenAt}`
    : undefined;
}
