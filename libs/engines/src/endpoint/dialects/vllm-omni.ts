import { longestInput } from '../../speech-contract.ts';
import type { SpeechRequest } from '../../speech-engine.ts';
import type { Dialect } from '../dialect.ts';

/** Fields of its request; any other parameter is the model's own, and goes into `extra_params`. */
const fields = new Set([
  ...['speed', 'sample_rate', 'instructions', 'task_type', 'ref_text', 'x_vector_only_mode'],
  ...['max_new_tokens', 'non_streaming_mode'],
]);

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
