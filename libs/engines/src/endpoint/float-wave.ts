const bytesPerFloat = 4;

/**
 * A WAVE file of mono 32-bit floats with 16-bit integers instead; any other file as it is.
 *
 * torchaudio.save(), with which several servers write their audio, makes such files of the floats that
 * models give (its documentation, "save", encoding of float32).
 */
export function withIntegers(file: Buffer): Buffer {
  const format = find(file, 'fmt ');
  const data = find(file, 'data');
  if (format === undefined || data === undefined || format.end - format.start < 16) return file;
  if (data.start < format.start) return file;
  const isFloat = file.readUInt16LE(format.start) === 3;
  if (!isFloat || file.readUInt16LE(format.start + 14) !== 32) return file;
  const samples = Math.floor((data.end - data.start) / bytesPerFloat);
  const integers = Buffer.alloc(data.start + 2 * samples);
  file.copy(integers, 0, 0, data.start);
  integers.writeUInt16LE(1, format.start);
  integers.writeUInt16LE(16, format.start + 14);
  // What is missing of the audio stays missing, so that whoever reads the file notices.
  integers.writeUInt32LE(data.said === 0xffffffff ? data.said : data.said / 2, data.start - 4);
  for (let at = 0; at < samples; at++) {
    const sample = file.readFloatLE(data.start + at * bytesPerFloat);
    integers.writeInt16LE(toInteger(sample), data.start + 2 * at);
  }
  return integers;
}

function toInteger(sample: number): number {
  return Math.round(32_767 * Math.max(-1, Math.min(1, Number.isNaN(sample) ? 0 : sample)));
}

/** Where a chunk's body is, and the length that it says, in bytes. */
function find(file: Buffer, id: string): { start: number; end: number; said: number } | undefined {
  for (let at = 12; at + 8 <= file.length; ) {
    const said = file.readUInt32LE(at + 4);
    const start = at + 8;
    if (file.toString('latin1', at, at + 4) === id) {
      return { start, end: Math.min(file.length, start + said), said };
    }
    at = start + said + (said % 2);
  }
  return undefined;
}
