import { z } from 'zod';
import { longestInput } from '../../speech-contract.ts';
import type { SpeechRequest } from '../../speech-engine.ts';
import type { Dialect } from '../dialect.ts';
import { parseJson } from '../parse-json.ts';

const Health = z.looseObject({ status: z.string() });

/** The letters of Kokoro's text front end for languages (BCP 47). */
const letters: Record<string, string> = {
  es: 'e',
  fr: 'f',
  hi: 'h',
  it: 'i',
  ja: 'j',
  pt: 'p',
  zh: 'z',
};

/**
 * remsky/Kokoro-FastAPI.
 *
 * From its README and request schema: `stream` is true and `response_format` mp3 by default; the
 * language goes into `lang_code`, else it is the first letter of the voice's name; there is no seed, since
 * the model computes; a bad voice or model is answered with 400. `/health` says healthy, or 503. Voices
 * may be mixed (`af_bella+af_sky`), and are listed as objects. Four requests are spoken at a time.
 */
export const kokoroFastApi: Dialect = {
  serverModel: 'kokoro',
  batch: 4,
  longestInput,
  params: ['speed', 'volume_multiplier'],
  stateRoute: 'health',
  state(body) {
    const health = parseJson(Health, body);
    if (health?.status === 'healthy') return { ready: true };
    return { ready: false, found: `it says that it is ${health?.status ?? 'something else'}` };
  },
  problem(request) {
    if (letterOf(request) !== undefined) return undefined;
    const known = ['en', ...Object.keys(letters)].join(', ');
    return `Kokoro does not speak the language "${request.language}"; it speaks ${known}`;
  },
  body: (model, request) => ({
    speed: 1,
    volume_multiplier: 1,
    ...request.params,
    ...{ model, input: request.spoken, voice: request.voice, lang_code: letterOf(request) },
    ...{ response_format: 'wav', stream: false, return_download_link: false },
  }),
};

function letterOf({ language, voice }: SpeechRequest): string | undefined {
  const [base = '', ...rest] = language.toLowerCase().split('-');
  if (base !== 'en') return letters[base];
  if (rest.includes('gb')) return 'b';
  // A British voice speaks a text in English as the British do, if the text says no more.
  return rest.length === 0 && voice.startsWith('b') ? 'b' : 'a';
}
