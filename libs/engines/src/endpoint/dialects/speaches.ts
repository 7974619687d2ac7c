import { longestInput } from '../../speech-contract.ts';
import type { Dialect } from '../dialect.ts';

/**
 * speaches-ai/speaches (once faster-whisper-server).
 *
 * From its documentation, "Text-to-Speech", and its request schema: `model` is required, and must have
 * been downloaded before (else 404); `response_format` is mp3 by default; the language is the voice's;
 * neither language nor seed has a field. It streams what ffmpeg writes, so that WAVE headers say
 * 0xFFFFFFFF bytes. `/health` answers OK. One ONNX session speaks with all cores: batch 1.
 */
export const speaches: Dialect = {
  serverModel: 'speaches-ai/Kokoro-82M-v1.0-ONNX',
  batch: 1,
  longestInput,
  params: ['speed', 'sample_rate'],
  stateRoute: 'health',
  state: () => ({ ready: true }),
  body: (model, { spoken, voice, params }) => ({
    speed: 1,
    ...params,
    ...{ model, input: spoken, voice, response_format: 'wav', stream_format: 'audio' },
  }),
};
