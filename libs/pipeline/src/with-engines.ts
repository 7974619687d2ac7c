import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import { fail, ok, type Result } from '@audiobook/model/result';

/** Opens an engine by its name, the same one every time it is asked for. */
export type OpenEngine = (name: string) => Promise<Result<SpeechEngine>>;

/** Lends engines to `use`, opened when first asked for, and closes them after it. */
export async function withEngines<T>(use: (openEngine: OpenEngine) => Promise<T>): Promise<T> {
  const opened = new Map<string, SpeechEngine>();
  try {
    return await use(async (name) => {
      const known = opened.get(name);
      if (known !== undefined) return ok(known);
      const entry = engineCatalogue.get(name);
      if (entry === undefined) return fail(unknownEngine(name));
      const engine = await entry.open();
      if (engine.ok) opened.set(name, engine.value);
      return engine;
    });
  } finally {
    for (const engine of opened.values()) await engine.close();
  }
}

/** How engines are lent; tests lend others than the catalogue's. */
export type LendEngines = typeof withEngines;

function unknownEngine(name: string) {
  return {
    kind: 'bad-request',
    doing: 'opening the engine that a segment names',
    found: `there is no engine “${name}”`,
    remedy: `Name one of these in voice.json: ${[...engineCatalogue.keys()].join(', ')}.`,
  } as const;
}
