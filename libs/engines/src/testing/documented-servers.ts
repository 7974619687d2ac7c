/**
 * Servers that behave as other projects' are documented to, with their defaults, for as much as a client
 * of speech notices. The sources are named in ../endpoint/dialects/.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { encodeWave } from '../wave.ts';
import { type FormFields, readForm } from './read-form.ts';
import { sendJson } from './tone-fault.ts';

/** The fields that a request had. */
export type Fields = Record<string, unknown> & { input: string };

/** What a server took a request to mean, its own defaults and silences applied. */
export interface Understood {
  text: string;
  voice: unknown;
  /** What decides the language that is spoken. */
  language: unknown;
  seed?: unknown;
  extras?: unknown;
  /** The bytes of the sample that it spoke with, and what it was told is said there. */
  sample?: Buffer | undefined;
  sampleText?: string | undefined;
}

/** Answers one request; what it was understood as goes to `understood`. */
export type DocumentedServer = (
  request: IncomingMessage,
  response: ServerResponse,
  understood: (call: Understood) => void,
) => void;

const openaiFields = new Set([
  ...['model', 'input', 'voice', 'response_format', 'speed', 'instructions', 'stream_format'],
]);

/** OpenAI: mp3 unless told otherwise, headers without a length, no fields of anybody else's. */
export const openaiServer = serverOf({
  get: {
    '/v1/models': (response) =>
      sendJson(response, 200, { object: 'list', data: [{ id: 'tts-1' }] }),
  },
  speech(fields, response, understood) {
    const unknown = Object.keys(fields).find((name) => !openaiFields.has(name));
    const missing = ['model', 'input', 'voice'].find((name) => fields[name] === undefined);
    if (unknown) sendError(response, 400, `Unrecognized request argument supplied: ${unknown}`);
    else if (missing) sendError(response, 400, `you must provide a ${missing} parameter`);
    else if (fields.model !== 'tts-1') sendError(response, 404, 'The model does not exist');
    else if (fields.input.length > 4_096) sendError(response, 400, 'string too long');
    else {
      understood({ text: fields.input, voice: fields.voice, language: 'the text' });
      sendAudio(response, fields, { format: 'mp3', header: 'endless' });
    }
  },
});

const kokoroVoices = ['af_heart', 'bf_emma', 'ff_siwis'];

/** Kokoro-FastAPI: a stream of mp3 in the language of the voice's first letter unless told otherwise. */
export const kokoroServer = serverOf({
  get: {
    '/health': (response) => sendJson(response, 200, { status: 'healthy' }),
    '/v1/audio/voices': (response) =>
      sendJson(response, 200, { voices: kokoroVoices.map((id) => ({ id, name: id })) }),
  },
  speech(fields, response, understood) {
    const { model = 'kokoro', voice = 'af_heart', stream = true, lang_code } = fields;
    const refuse = (error: string, message: string) =>
      sendJson(response, 400, { detail: { error, message, type: 'invalid_request_error' } });
    if (model !== 'kokoro') refuse('invalid_model', `Unsupported model: ${model}`);
    else if (!kokoroVoices.includes(String(voice))) {
      refuse('validation_error', `Voice '${voice}' not found. Available voices: af_heart`);
    } else {
      understood({ text: fields.input, voice, language: lang_code ?? String(voice)[0] });
      sendAudio(response, fields, { format: 'mp3', header: 'lavf', chunked: stream === true });
    }
  },
});

/** speaches: a required model that must be there, and what ffmpeg writes into a pipe. */
export const speachesServer = serverOf({
  get: {
    '/health': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('OK'),
  },
  speech(fields, response, understood) {
    const missing = ['model', 'input', 'voice'].filter((name) => fields[name] === undefined);
    const { model, voice, input } = fields;
    if (missing.length > 0) {
      const detail = missing.map((name) => ({ loc: ['body', name], msg: 'Field required' }));
      sendJson(response, 422, { detail });
    } else if (model !== 'speaches-ai/Kokoro-82M-v1.0-ONNX') {
      sendJson(response, 404, { detail: `Model '${model}' is not installed locally.` });
    } else if (!kokoroVoices.includes(String(voice))) {
      sendJson(response, 422, { detail: `Voice '${voice}' is not supported.` });
    } else {
      understood({ text: input, voice, language: voice });
      sendAudio(response, fields, { format: 'mp3', header: 'lavf', chunked: true });
    }
  },
});

const qwenVoices = ['ryan', 'vivian'];
const qwenLanguages = ['Auto', 'Chinese', 'English', 'French', 'German', 'Spanish'];

/**
 * vLLM-Omni with Qwen3-TTS: one model, languages by their English names, events where it streams. Voices
 * that are uploaded stay until they are deleted; an equal name is overwritten.
 */
export function makeVllmServer(): DocumentedServer {
  const uploaded = new Map<string, FormFields>();
  const voicesRoute = '/v1/audio/voices';
  return serverOf({
    get: {
      '/health': (response) => response.writeHead(200).end(),
      [voicesRoute]: (response) =>
        sendJson(response, 200, {
          voices: [...qwenVoices, ...uploaded.keys()],
          uploaded_voices: [...uploaded].map(([name, { texts }]) => ({ ...texts, name })),
        }),
    },
    upload: {
      route: voicesRoute,
      take(form, response) {
        const { name, consent, ref_text } = form.texts;
        const missing = Object.entries({ name, consent, audio_sample: form.files.audio_sample });
        const [field] = missing.find(([, value]) => !value) ?? [];
        if (field || !name) sendError(response, 400, `${field}: Field required`);
        else {
          uploaded.set(name, form);
          sendJson(response, 200, { success: true, voice: { name, consent, ref_text } });
        }
      },
    },
    remove: {
      route: `${voicesRoute}/`,
      take(name, response) {
        const found = uploaded.delete(name);
        const error = `Voice '${name}' not found`;
        sendJson(
          response,
          found ? 200 : 404,
          found ? { success: true } : { success: false, error },
        );
      },
    },
    speech(fields, response, understood) {
      const { model, voice = 'vivian', language = 'Auto', seed, extra_params, input } = fields;
      const own = uploaded.get(String(voice));
      if (model !== undefined && model !== 'Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice') {
        sendError(response, 404, `The model \`${model}\` does not exist.`);
      } else if (!qwenLanguages.includes(String(language))) {
        sendError(response, 400, `Invalid language '${language}'. Supported: Auto, Chinese`);
      } else {
        const sample = own && { sample: own.files.audio_sample, sampleText: own.texts.ref_text };
        understood({ text: input, voice, language, seed, extras: extra_params, ...sample });
        sendAudio(response, fields, { format: 'wav', header: 'plain' });
      }
    },
  });
}

const chatterboxLanguages = ['da', 'de', 'en', 'fr'];
const library = [
  { name: 'narrator', filename: 'narrator.wav', aliases: ['old-man'], language: 'fr' },
  { name: 'plain', filename: 'plain.wav', language: 'en' },
];

/**
 * chatterbox-tts-api: ignores what it does not know and voices that it does not have, speaks the language
 * of the voice, and writes floats as torchaudio does. Its library keeps voices until they are deleted.
 */
export function makeChatterboxServer(): DocumentedServer {
  const uploaded = new Map<string, { sample: Buffer; language: string }>();
  return serverOf({
    get: {
      '/health': (response) => sendJson(response, 200, { status: 'healthy', model_loaded: true }),
      '/v1/audio/voices': (response) => {
        const own = [...uploaded].map(([name, { language }]) => ({ name, aliases: [], language }));
        const voices = [...own, ...library];
        sendJson(response, 200, { voices, count: voices.length });
      },
    },
    upload: {
      route: '/voices',
      take({ texts, files, fileNames }, response) {
        const { voice_name: name = '', language = 'en' } = texts;
        const problem = (status: number, message: string) =>
          sendJson(response, status, { detail: { error: { message, type: 'validation_error' } } });
        const sample = files.voice_file;
        if (sample === undefined || !/\.(wav|mp3|flac|m4a|ogg)$/.test(fileNames.voice_file ?? '')) {
          problem(400, 'Unsupported audio format');
        } else if (/[/\\:*?"<>|]/.test(name) || name === '' || name.length > 100) {
          problem(400, 'Voice name contains invalid characters');
        } else if (!chatterboxLanguages.includes(language)) {
          problem(400, `Unsupported language: ${language}`);
        } else if (uploaded.has(name)) problem(409, `Voice '${name}' already exists`);
        else {
          uploaded.set(name, { sample, language });
          sendJson(response, 201, { message: 'Voice uploaded successfully', voice: { name } });
        }
      },
    },
    remove: {
      route: '/voices/',
      take(name, response) {
        const found = uploaded.delete(name);
        sendJson(response, found ? 200 : 404, found ? { message: 'deleted' } : notFound(name));
      },
    },
    speech(fields, response, understood) {
      const { input, voice = 'alloy', enable_pauses = true } = fields;
      if (input.length > 3_000) {
        const msg = 'String should have at most 3000 characters';
        sendJson(response, 422, {
          detail: [{ type: 'string_too_long', loc: ['body', 'input'], msg }],
        });
        return;
      }
      const own = uploaded.get(`${voice}`);
      const found = library.find(({ name, aliases = [] }) =>
        [name, ...aliases].includes(`${voice}`),
      );
      const language = own?.language ?? found?.language ?? 'en';
      const name = own ? voice : (found?.name ?? 'default');
      understood({ text: input, voice: name, language, extras: enable_pauses, ...own });
      sendAudio(
        response,
        { ...fields, response_format: 'wav' },
        { format: 'wav', header: 'float' },
      );
    },
  });
}

function notFound(name: string): object {
  return { detail: { error: { message: `Voice '${name}' not found`, type: 'voice_not_found' } } };
}

interface Routes {
  get: Record<string, (response: ServerResponse) => void>;
  /** A form that brings a voice, and where it goes. */
  upload?: { route: string; take(form: FormFields, response: ServerResponse): void };
  /** The route of voices, each below it. */
  remove?: { route: string; take(name: string, response: ServerResponse): void };
  speech(fields: Fields, response: ServerResponse, understood: (call: Understood) => void): void;
}

function serverOf(routes: Routes): DocumentedServer {
  return (request, response, understood) => {
    const route = routes.get[request.url ?? ''];
    if (request.method === 'GET' && route) route(response);
    else if (request.method === 'POST' && request.url === '/v1/audio/speech') {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.once('end', () => {
        routes.speech(JSON.parse(Buffer.concat(pieces).toString('utf8')), response, understood);
      });
    } else if (request.method === 'POST' && request.url === routes.upload?.route) {
      void readForm(request).then((form) => routes.upload?.take(form, response));
    } else if (request.method === 'DELETE' && routes.remove && request.url) {
      routes.remove.take(request.url.slice(routes.remove.route.length), response);
    } else sendJson(response, 404, { detail: 'Not Found' });
  };
}

function sendError(response: ServerResponse, code: number, message: string): void {
  sendJson(response, code, { error: { message, type: 'BadRequestError', param: null, code } });
}

interface Habits {
  /** Its format where none is asked for. */
  format: string;
  /** `lavf`: what ffmpeg's libraries write where they can't go back: a LIST chunk, and no length. */
  header: 'plain' | 'endless' | 'lavf' | 'float';
  chunked?: boolean;
}

function sendAudio(response: ServerResponse, fields: Fields, habits: Habits): void {
  const { response_format: format = habits.format, stream, stream_format } = fields;
  if (stream_format === 'sse') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {}\n\n');
    return;
  }
  const type = format === 'wav' ? 'audio/wav' : 'audio/mpeg';
  const body = format === 'wav' ? waveFor(fields.input, habits.header) : Buffer.from('ID3 mp3');
  const sized = habits.chunked || stream === true ? {} : { 'content-length': body.length };
  response.writeHead(200, { 'content-type': type, ...sized });
  response.write(body.subarray(0, 50));
  response.end(body.subarray(50));
}

/** A tenth of a second of a constant for each character. */
function waveFor(text: string, header: Habits['header']): Buffer {
  const float = header === 'float';
  const samples = text.length * 2_400;
  const pcm = Buffer.alloc(samples * (float ? 4 : 2));
  for (let at = 0; at < samples; at++) {
    if (float) pcm.writeFloatLE(0.25, 4 * at);
    else pcm.writeInt16LE(8_192, 2 * at);
  }
  const wave = encodeWave({ sampleRate: 24_000, pcm });
  if (float) {
    wave.writeUInt16LE(3, 20);
    wave.writeUInt16LE(32, 34);
  }
  if (header === 'endless' || header === 'lavf') wave.writeUInt32LE(0xffffffff, 40);
  if (header !== 'lavf') return wave;
  const list = Buffer.from('LIST\u001a\0\0\0INFOISFT\u000e\0\0\0Lavf61.7.100\0\0', 'latin1');
  return Buffer.concat([wave.subarray(0, 36), list, wave.subarray(36)]);
}
