import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The files of the npm package espeak-ng, found without loading it. */
export function espeakPackage(): { script: string; wasm: string } {
  const script = createRequire(import.meta.url).resolve('espeak-ng');
  return { script, wasm: join(dirname(script), 'espeak-ng.wasm') };
}
