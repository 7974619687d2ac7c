/** A box of an MP4 file (ISO/IEC 14496-12, 4.2): its size, its four-letter type, its contents. */
export function box(type: string, ...contents: Uint8Array[]): Buffer {
  const size = contents.reduce((sum, part) => sum + part.byteLength, 8);
  return Buffer.concat([u32(size), Buffer.from(type, 'latin1'), ...contents]);
}

/** A box that begins with a version and flags. */
export function fullBox(
  type: string,
  head: { version?: number; flags?: number },
  ...contents: Uint8Array[]
): Buffer {
  return box(type, u32(((head.version ?? 0) << 24) | (head.flags ?? 0)), ...contents);
}

/** Numbers as unsigned bytes. */
export function u8(...values: number[]): Buffer {
  return Buffer.from(values);
}

/** Numbers as unsigned 16 bits, big-endian. */
export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, 2 * index);
  });
  return bytes;
}

/** Numbers as unsigned 32 bits, big-endian. */
export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, 4 * index);
  });
  return bytes;
}

/** A whole number of at most 53 bits as unsigned 64 bits, big-endian. */
export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** The largest number that 32 bits hold. */
export const max32 = 0xffff_ffff;
