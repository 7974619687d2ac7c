import { createHash } from 'node:crypto';
import { primaryLanguage } from '@audiobook/model/primary-language';
import { z } from 'zod';
import type { Dialect } from '../dialect.ts';
import { type DialectSamples, sampleForm } from '../dialect-samples.ts';
import { parseJson } from '../parse-json.ts';

const Health = z.looseObject({ status: z.string(), model_loaded: z.boolean().default(false) });

const Voices = z.looseObject({
  voices: z.array(
    z.looseObject({
      name: z.string(),
      aliases: z.array(z.string()).default([]),
      language: z.string().nullish(),
    }),
  ),
});

const voicesRoute = 'v1/audio/voices';

/**
 * Its README and wiki, "Voice library": a form with voice_name, voice_file and language, answered with 409
 * where the name is there; DELETE takes it away. The language that a voice speaks is part of it.
 */
const samples: DialectSamples = {
  name({ digest, owner, request }) {
    const hash = createHash('sha256').update(`${digest} ${owner}`).digest('hex').slice(0, 32);
    return `audiobook-${hash}-${primaryLanguage(request.language)}`;
  },
  upload: (name, bytes, { request }) =>
    sampleForm(
      'voices',
      { field: 'voice_file', name, bytes },
      { voice_name: name, language: primaryLanguage(request.language) },
    ),
  alreadyThere: 409,
  request: (name, request) => ({ ...request, voice: name }),
  route: (name) => `voices/${name}`,
  names: {
    route: voicesRoute,
    read: (body) => parseJson(Voices, body)?.voices.map(({ name }) => name) ?? [],
  },
};

/** Names that stand for the server's default sample, which is English, unless they are aliases. */
const defaultVoice = {
  names: ['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer'],
  language: 'en',
};

/**
 * travisvn/chatterbox-tts-api.
 *
 * From its README, "Multilingual" and "Voice library" pages and request schema: at most 3,000
 * characters; speed, format, language and seed are ignored; the language is that of the voice in its
 * library; an unknown voice is silently replaced by the default sample, so that voices are looked up
 * first. `tts-1` stands for the model that the server was started with. `/health` says healthy and
 * model_loaded; versions that load with the first request say ready. One request at a time, since what
 * the model is conditioned on is its state.
 */
export const chatterboxTtsApi: Dialect = {
  serverModel: 'tts-1',
  batch: 1,
  longestInput: 3_000,
  params: ['exaggeration', 'cfg_weight', 'temperature', 'enable_pauses'],
  stateRoute: 'health',
  state(body) {
    const health = parseJson(Health, body);
    if (health === undefined) return { ready: false, found: 'it does not say how it is' };
    const { status, model_loaded: loaded } = health;
    if (status === 'ready' || (status === 'healthy' && loaded)) return { ready: true };
    return { ready: false, found: `it says that it is ${status}; its model is not loaded` };
  },
  body: (model, { spoken, voice, params }) => ({
    // Its pauses at punctuation are switched on by the server's settings otherwise; ours are the book's.
    enable_pauses: false,
    ...params,
    ...{ model, input: spoken, voice, response_format: 'wav', stream_format: 'audio' },
  }),
  samples,
  voices: {
    route: voicesRoute,
    read(body) {
      const library = parseJson(Voices, body)?.voices ?? [];
      const voices = library.map(({ name, aliases, language }) => ({
        names: [name, ...aliases],
        language: language ?? 'en',
      }));
      return [...voices, defaultVoice];
    },
  },
};
