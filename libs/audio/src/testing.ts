/** What tests of sound need: sound to make, and other programs' readings of what was made. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from './ffmpeg-binary.ts';

/** A folder of its own that goes away with `await using`. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'audiobook-audio-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Floats of full scale 1 as mono s16le. */
export function toPcm(samples: ArrayLike<number>): Uint8Array {
  const integers = Int16Array.from(samples, (sample) => Math.round(sample * 32_767));
  return new Uint8Array(integers.buffer);
}

/** Whether two arrays hold the same bytes, in a fraction of the time that toEqual() takes. */
export function same(one: ArrayBufferView, other: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytes(one).equals(bytes(other));
}

/** A sine of `amplitude` (1 is full scale). */
export function sine(seconds: number, sampleRate: number, amplitude = 0.1, hertz = 997) {
  const length = Math.round(seconds * sampleRate);
  const step = (2 * Math.PI * hertz) / sampleRate;
  return Float32Array.from({ length }, (_, i) => amplitude * Math.sin(i * step));
}

/**
 * Something with the ups and downs of speech: a hum with two formants in about four bursts a second,
 * of which some stand out by far, up to `amplitude`. The same every time.
 */
export function speechLike(seconds: number, sampleRate: number, amplitude = 0.5): Float32Array {
  const length = Math.round(seconds * sampleRate);
  const wave = (hertz: number, t: number) => Math.sin(2 * Math.PI * hertz * t);
  return Float32Array.from({ length }, (_, i) => {
    const t = i / sampleRate;
    const hum = (wave(130, t) + 0.6 * wave(650, t) + 0.4 * wave(1_700, t)) / 2;
    const stress = 0.3 + 0.7 * wave(0.37, t) ** 16;
    return amplitude * hum * Math.max(0, wave(2.1, t)) ** 2 * stress;
  });
}

/** What ffmpeg makes of a file, as floats at the file's own rate. */
export async function decode(file: string): Promise<Float32Array> {
  const args = ['-v', 'error', '-i', file, '-map', '0:a', '-f', 'f32le', '-'];
  const bytes = execFileSync(await ffmpeg(), args, { maxBuffer: 1 << 30 });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The path of the ffmpeg in use. */
export async function ffmpeg(): Promise<string> {
  const found = await findFfmpeg();
  if (!found.ok) throw new Error('tests need an ffmpeg');
  return found.value;
}

interface Probe {
  format: { duration: string; tags?: Record<string, string> } & Record<string, string>;
  streams: ({ tags?: Record<string, string>; disposition: Record<string, number> } & Record<
    string,
    string | number
  >)[];
  chapters: { start_time: string; end_time: string; tags: { title: string } }[];
}

/** What ffprobe says of a file. */
export function probe(file: string): Probe {
  const { path } = createRequire(import.meta.url)('@ffprobe-installer/ffprobe') as { path: string };
  const show = ['-show_format', '-show_streams', '-show_chapters'];
  const args = ['-v', 'error', '-of', 'json', ...show, file];
  return JSON.parse(execFileSync(path, args, { maxBuffer: 1 << 28 }).toString()) as Probe;
}

/** A picture that an image program can open. */
export async function picture(kind: 'jpeg' | 'png', width: number, height: number) {
  const source = ['-f', 'lavfi', '-i', `testsrc=size=${width}x${height}:rate=1`, '-frames:v', '1'];
  const codec = kind === 'png' ? 'png' : 'mjpeg';
  const output = [
    '-c:v',
    codec,
    '-pix_fmt',
    kind === 'png' ? 'rgb24' : 'yuvj444p',
    '-f',
    'image2pipe',
  ];
  return execFileSync(await ffmpeg(), ['-v', 'error', ...source, ...output, '-']);
}

/** Where samples of at least `threshold` begin after `quietSeconds` without any, in seconds. */
export function clicks(samples: Float32Array, sampleRate: number, threshold = 0.1): number[] {
  const quietSeconds = 0.1;
  const found: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < threshold) continue;
    const at = index / sampleRate;
    if (at - last > quietSeconds) found.push(at);
    last = at;
  }
  return found;
}
