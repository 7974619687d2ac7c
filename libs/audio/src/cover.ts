import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { fileFailure } from './whole-file.ts';

/** A cover image, as it goes into tags. */
export interface Cover {
  type: 'image/jpeg' | 'image/png';
  /** Pixels. */
  width: number;
  height: number;
  bytes: Uint8Array;
}

/** Larger covers make every chapter's file larger, and some players show none over this. */
const mostBytes = 10 * 1024 * 1024;

/**
 * Reads a cover: JPEG or PNG, told by its bytes and not by its name, of at most 10 MiB.
 *
 * Fails with `bad-file` where it is missing, of another kind, damaged or too large.
 */
export async function readCover(file: string): Promise<Result<Cover>> {
  const doing = 'reading the cover';
  try {
    const bytes = await readFile(file);
    const cover = inspectCover(bytes);
    if (cover && bytes.length <= mostBytes) return ok(cover);
    const found = cover ? `${bytes.length} bytes, more than ${mostBytes}` : whatElse(bytes);
    const remedy = 'use a JPEG or PNG, best square and about 2,400 pixels wide';
    return fail({ kind: 'bad-file', doing, file, found, remedy });
  } catch (error) {
    return fail(fileFailure(error, doing, file));
  }
}

/** A JPEG's or PNG's type and size; undefined for anything else. */
export function inspectCover(bytes: Uint8Array): Cover | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const png = pngSize(view);
  if (png) return { type: 'image/png', ...png, bytes };
  const jpeg = jpegSize(view);
  if (jpeg) return { type: 'image/jpeg', ...jpeg, bytes };
  return undefined;
}

interface Size {
  width: number;
  height: number;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** The header chunk comes first (PNG specification, 5.6). */
function pngSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return sized(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

/** Walks the segments to the frame header, which has the size (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker)) {
      return sized(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    } else at += 2 + (hasNoLength(marker) ? 0 : bytes.readUInt16BE(at + 2));
  }
  return undefined;
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function sized(width: number, height: number): Size | undefined {
  return width > 0 && height > 0 ? { width, height } : undefined;
}

const otherKinds: [RegExp, string][] = [
  [/^GIF8/, 'a GIF'],
  [/^RIFF.{4}WEBP/s, 'a WebP'],
  [/^.{4}ftyp(avif|heic|heix|mif1)/s, 'an AVIF or HEIC'],
  [/^BM/, 'a BMP'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF'],
  [/^\s*(<\?xml|<svg)/, 'an SVG'],
  [/^\xff\xd8|^\x89PNG/, 'a damaged JPEG or PNG'],
];

function whatElse(bytes: Buffer): string {
  if (bytes.length === 0) return 'an empty file';
  const start = bytes.toString('latin1', 0, 64);
  return otherKinds.find(([pattern]) => pattern.test(start))?.[1] ?? 'neither a JPEG nor a PNG';
}
