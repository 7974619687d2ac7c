/** The loudest sample of 16-bit little-endian audio, in dBFS; −∞ where all are nought, or there are none. */
export function peakLevel(pcm: Uint8Array): number {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  let peak = 0;
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) {
    peak = Math.max(peak, Math.abs(view.getInt16(at, true)));
  }
  return 20 * Math.log10(peak / 32_768);
}
