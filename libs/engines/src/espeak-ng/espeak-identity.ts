import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { espeakPackage } from './espeak-package.ts';
import { textFrontEndVersion } from './utterance.ts';

let computed: Promise<Result<string>> | undefined;

/**
 * The identity of espeak-ng's model: SHA-256 of the package's bytes, which hold its rules,
 * dictionaries and voices, and of the version of our text front end.
 *
 * Reads 18 MB, once a process. Fails with `engine-failed` when the package is not there.
 */
export function espeakIdentity(): Promise<Result<string>> {
  computed ??= computeIdentity();
  return computed;
}

async function computeIdentity(): Promise<Result<string>> {
  try {
    const { script, wasm } = espeakPackage();
    const hash = createHash('sha256').update(`audiobook text front end ${textFrontEndVersion}\n`);
    hash.update(await readFile(script)).update(await readFile(wasm));
    return ok(`espeak-ng:sha256:${hash.digest('hex')}`);
  } catch (cause) {
    return fail({
      kind: 'engine-failed',
      doing: 'reading the package espeak-ng to identify it',
      found: String(cause),
      remedy: 'install the packages again with `npm ci`',
    });
  }
}
