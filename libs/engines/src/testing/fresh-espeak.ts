/** espeak-ng as its package is meant to be used: a new instance for every text. */

import { readFile } from 'node:fs/promises';
import type { Speech } from '@audiobook/model/take';
import load from 'espeak-ng';
import { espeakPackage } from '../espeak-ng/espeak-package.ts';
import type { Utterance } from '../espeak-ng/utterance.ts';

/** A canonical WAV header, which is what espeak-ng writes before the first sample. */
const headerBytes = 44;

/**
 * Speaks one utterance with an instance of its own: what the embedded engine's samples and speed
 * are measured against. One compiled module serves all calls; each costs tens of milliseconds.
 *
 * The clock stands still, as it does for the embedded engine: espeak-ng draws the breath of some
 * variants from numbers that begin at the time of day. Throws when nothing was spoken.
 */
export async function openFreshEspeak(): Promise<(utterance: Utterance) => Promise<Speech>> {
  const module = new WebAssembly.Module(await readFile(espeakPackage().wasm));
  return async ({ args, text }) => {
    const { FS } = await load({
      arguments: [...args, '-f', 'text', '-w', 'speech'],
      print: () => undefined,
      printErr: () => undefined,
      preRun: [({ FS }) => FS.writeFile('text', `${text}\n`)],
      instantiateWasm(imports, received) {
        const env = { ...imports.env, emscripten_date_now: () => 0 };
        const wasm = { env, wasi_snapshot_preview1: env };
        const instance = new WebAssembly.Instance(module, wasm);
        received(instance);
        return instance.exports;
      },
    });
    const wav = Buffer.from(FS.readFile('speech'));
    return { sampleRate: wav.readUInt32LE(24), pcm: wav.subarray(headerBytes) };
  };
}
