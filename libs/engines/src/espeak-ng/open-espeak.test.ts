import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CoreTokens } from '../core-tokens.ts';
import type { SpeechEngine, SpeechRequest } from '../speech-engine.ts';
import { describeSpeechEngine } from '../testing/speech-engine-contract.ts';
import { openEspeak } from './open-espeak.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-espeak-'));
afterAll(() => rmSync(folder, { recursive: true }));

const request: SpeechRequest = {
  spoken: 'The rain in Spain.',
  language: 'en-GB',
  voice: 'f3',
  params: { speed: 200 },
  seed: 1,
};

async function open(): Promise<SpeechEngine> {
  const opened = openEspeak({ cores: new CoreTokens({ cores: 2, folder }) });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return opened.value;
}

describeSpeechEngine('espeak-ng', { open, request });

describe('openEspeak()', () => {
  it('speaks in its child what can be spoken, and refuses the rest before it starts one', async () => {
    const engine = await open();
    const { signal } = new AbortController();
    expect(await engine.speak({ ...request, language: 'tlh' }, signal)).toMatchObject({
      ok: false,
      failure: { kind: 'bad-request' },
    });
    expect(await engine.speak(request, signal)).toMatchObject({
      ok: true,
      value: { sampleRate: 22_050, implementation: 'espeak-ng 1.0.2 (wasm)' },
    });
    await engine.close();
  });
});
