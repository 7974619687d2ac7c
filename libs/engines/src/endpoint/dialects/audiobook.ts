import { sampleVoice } from '@audiobook/model/sample-voice';
import { z } from 'zod';
import { longestInput, Readiness, speechCall, unknownVoice } from '../../speech-contract.ts';
import type { Dialect } from '../dialect.ts';
import { parseJson } from '../parse-json.ts';

const Refusal = z.object({ error: z.object({ code: z.string() }) });

/** Our own contract (../../speech-contract.ts): gateways and our runner. */
export const audiobook: Dialect = {
  batch: 1,
  longestInput,
  stateRoute: 'ready',
  state(body, model) {
    const readiness = parseJson(Readiness, body);
    if (readiness === undefined) {
      return { ready: false, found: 'its answer is not of this contract', lacks: true };
    }
    if (!readiness.ready) return { ready: false, found: 'its model is not loaded yet' };
    const found = readiness.models.find(({ id }) => id === model);
    if (found) return { ready: true, ...found };
    const names = readiness.models.map(({ id }) => `"${id}"`).join(', ') || 'none';
    return { ready: false, found: `it has no model "${model}"; it has ${names}`, lacks: true };
  },
  body: speechCall,
  samples: {
    name: ({ digest }) => sampleVoice(digest),
    upload: async (_name, bytes) => ({ route: 'v1/audio/voices', type: 'audio/wav', bytes }),
    request: (_name, request) => request,
    route: (name) => `v1/audio/voices/${name}`,
    isUnknown: ({ status, body }) =>
      status === 404 && parseJson(Refusal, body.toString('utf8'))?.error.code === unknownVoice,
  },
};
