import { join, resolve } from 'node:path';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { encodeWave } from '@audiobook/engines/wave';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { fail, ok, type Result } from '@audiobook/model/result';
import { spokenVoice } from '@audiobook/model/sample-voice';
import { Voice } from '@audiobook/model/voice';
import { readSettings } from '@audiobook/settings/read-settings';
import { defaultVoice } from './book/default-voice.ts';
import { modelOf } from './book/model-of.ts';
import { listening } from './speaking/with-gateway.ts';
import type { Surroundings } from './stage-event.ts';

export interface SayOptions {
  text: string;
  /** A folder of voices/. */
  voice?: string;
  /** Where the WAVE file is written. */
  out: string;
  /** BCP 47. */
  language?: string;
}

/** Speaks a phrase through the gateway, before everything else, and writes it as a WAVE file. */
export async function say(
  workspace: string,
  { text, voice: name = defaultVoice, out, language = 'en' }: SayOptions,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const doing = `speaking with the voice “${name}”`;
  const file = join(workspace, 'voices', name, 'voice.json');
  const voice = await readSettings({ file, schema: Voice, doing });
  if (!voice.ok) return voice;
  const { engine, params } = voice.value;
  const checked = engineCatalogue.get(engine)?.parseParams(params);
  if (checked?.ok === false) {
    const remedy = 'Correct it there.';
    return fail({ kind: 'bad-file', doing, file, found: checked.problem, remedy });
  }
  const own = voice.value.model;
  const model = own === undefined ? await modelOf(workspace, signal)(engine) : ok(own);
  if (!model.ok) return model;
  const spoken = await listening(workspace, {
    onNotice: (message) => emit({ kind: 'notice', message }),
  })(async (openEngine) => {
    const speaker = await openEngine(engine, model.value);
    if (!speaker.ok) return speaker;
    const sent = checked?.params ?? params;
    const asked = spokenVoice(voice.value);
    const request = { spoken: text, language, voice: asked, params: sent, seed: 0 };
    return speaker.value.speak(request, signal);
  });
  if (!spoken.ok) return spoken;
  const { pcm, sampleRate } = spoken.value;
  const audioSeconds = pcm.byteLength / 2 / sampleRate;
  const counts = { segments: 1, spoken: 1, reused: 0, failed: 0 };
  emit({ kind: 'counted', counts: { ...counts, charactersSpoken: text.length, audioSeconds } });
  const written = resolve(workspace, out);
  await writeFileAtomic(written, encodeWave(spoken.value));
  emit({ kind: 'done', message: `${written}: ${audioSeconds.toFixed(2)} s, ${sampleRate} Hz` });
  return ok();
}
