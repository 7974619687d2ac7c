import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '@audiobook/model/result';
import { EmbeddedEngine, type OpenEngineOptions } from '../embedded-engine.ts';
import { machineCores } from '../machine-cores.ts';
import type { SpeechEngine } from '../speech-engine.ts';
import { espeakIdentity } from './espeak-identity.ts';
import { espeakPackage } from './espeak-package.ts';
import { toUtterance } from './utterance.ts';

/** espeak-ng in child processes. Starts none before the first request. */
export function openEspeak(options: OpenEngineOptions = {}): Result<SpeechEngine> {
  const cores = options.cores ? ok(options.cores) : machineCores();
  if (!cores.ok) return cores;
  return ok(
    new EmbeddedEngine({
      name: 'espeak-ng',
      implementation: `espeak-ng ${packageVersion()} (wasm)`,
      identity: espeakIdentity,
      prepare: toUtterance,
      child: options.child ?? fileURLToPath(new URL('child.ts', import.meta.url)),
      cores: cores.value,
      children: options.children ?? cores.value.cores,
      limits: options.limits ?? {},
      spool: options.spool,
    }),
  );
}

function packageVersion(): string {
  const { script } = espeakPackage();
  return JSON.parse(readFileSync(join(script, '../../package.json'), 'utf8')).version;
}
