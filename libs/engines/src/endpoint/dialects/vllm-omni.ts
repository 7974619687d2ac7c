import { createHash } from 'node:crypto';
import { sampleVoice } from '@audiobook/model/sample-voice';
import { z } from 'zod';
import { longestInput } from '../../speech-contract.ts';
import type { SpeechRequest } from '../../speech-engine.ts';
import type { Dialect } from '../dialect.ts';
import { type DialectSamples, sampleForm } from '../dialect-samples.ts';
import { parseJson } from '../parse-json.ts';

/** Fields of its request; any other parameter is the model's own, and goes into `extra_params`. */
const fields = new Set([
  ...['speed', 'sample_rate', 'instructions', 'task_type', 'ref_text', 'x_vector_only_mode'],
  ...['max_new_tokens', 'non_streaming_mode'],
]);

const Voices = z.looseObject({ voices: z.array(z.string()) });

/**
 * Its documentation, "Voices Endpoint" and "Voice Storage": a form with audio_sample (10 MB at most), name
 * and the ID of a consent; `ref_text`, what is said in the sample, is part of the upload. An equal name is
 * overwritten. Uploads outlive the server. The ID says under which digest the consent is stated where the
 * sample comes from.
 */
const samples: DialectSamples = {
  name({ digest, owner, request }) {
    const fields = JSON.stringify([digest, owner, request.params.ref_text ?? null]);
    return `audiobook-${createHash('sha256').update(fields).digest('hex').slice(0, 32)}`;
  },
  upload(name, bytes, { digest, request }) {
    const { ref_text: text } = request.params;
    const texts = { name, consent: sampleVoice(digest), ...(text && { ref_text: String(text) }) };
    return sampleForm('v1/audio/voices', { field: 'audio_sample', name, bytes }, texts);
  },
  request(name, { params, ...request }) {
    const { ref_text: _uploaded, ...rest } = params;
    return { ...request, voice: name, params: rest };
  },
  route: (name) => `v1/audio/voices/${name}`,
  names: {
    route: 'v1/audio/voices',
    read: (body) => parseJson(Voices, body)?.voices ?? [],
  },
};

/**
 * vllm-project/vllm-omni.
 *
 * From its documentation, "Speech API": a server has one model, and answers 404 where a request names
 * another, so that none is named unless the slot does; `language` is an English name ("French"), which
 * Qwen3-TTS checks and other models read or ignore; `seed` is a field; `stream` makes events of the audio;
 * unknown fields are dropped silently. `/health` answers when the engine runs. It batches continuously:
 * 10 sequences at a time were best in its own measurement.
 */
export const vllmOmni: Dialect = {
  serverModel: '',
  batch: 10,
  longestInput,
  stateRoute: 'health',
  state: () => ({ ready: true }),
  samples,
  problem({ language }) {
    return nameOf(language) === undefined ? `"${language}" is no language` : undefined;
  },
  body(model, request) {
    const { spoken, language, voice, seed } = request;
    const { own, extra } = split(request);
    return {
      ...{ speed: 1, ...own },
      ...(model === '' ? {} : { model }),
      ...{ input: spoken, voice, language: nameOf(language), seed },
      ...{ response_format: 'wav', stream: false },
      ...(Object.keys(extra).length > 0 ? { extra_params: extra } : {}),
    };
  },
};

function split({ params }: SpeechRequest) {
  const entries = Object.entries(params);
  return {
    own: Object.fromEntries(entries.filter(([name]) => fields.has(name))),
    extra: Object.fromEntries(entries.filter(([name]) => !fields.has(name))),
  };
}

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A language's name without its region: "fr-CA" is "French". */
function nameOf(language: string): string | undefined {
  try {
    return names.of(new Intl.Locale(language).language);
  } catch {
    return undefined;
  }
}
