import { z } from 'zod';
import type { Dialect } from '../dialect.ts';
import { parseJson } from '../parse-json.ts';

const Models = z.looseObject({ data: z.array(z.unknown()) });

/**
 * OpenAI's own speech API, and servers that keep to it and have no dialect here.
 *
 * From its reference, "Create speech": `response_format` is mp3 by default; at most 4,096 characters; no
 * field for language or seed, so neither is sent: the language is the text's. WAVE headers say 0xFFFFFFFF
 * bytes (Kokoro-FastAPI pull request 94 compares them). Batch: requests run side by side.
 */
export const openai: Dialect = {
  serverModel: 'tts-1',
  batch: 4,
  longestInput: 4_096,
  stateRoute: 'v1/models',
  state(body) {
    if (parseJson(Models, body) !== undefined) return { ready: true };
    return { ready: false, found: 'its answer is no list of models', lacks: true };
  },
  body: (model, { spoken, voice, params }) => ({
    speed: 1,
    ...params,
    ...{ model, input: spoken, voice, response_format: 'wav', stream_format: 'audio' },
  }),
};
