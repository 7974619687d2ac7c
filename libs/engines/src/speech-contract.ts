/**
 * What goes over the wire to whatever speaks: the shape of OpenAI's speech API, with the fields that
 * reproducible takes need. Our gateway, our runner and other people's servers answer to it.
 */

import { z } from 'zod';
import type { SpeechRequest, SpokenSegment } from './speech-engine.ts';

/** Longest text of one request, in UTF-16 code units. */
export const longestInput = 4_000;

/** Body of `POST /v1/audio/speech`. Other fields are parameters of the engine. */
export const SpeechCall = z
  .object({
    model: z.string().min(1).max(200),
    input: z.string().min(1).max(longestInput),
    voice: z.string().min(1).max(200),
    response_format: z.enum(['wav', 'pcm']).default('wav'),
    stream: z.literal(false).default(false),
    language: z.string().max(35).optional(),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
  })
  .catchall(z.union([z.string().max(1_000), z.number(), z.boolean()]));
export type SpeechCall = z.infer<typeof SpeechCall>;

/** Code of the error (404) where a voice is a sample that the server does not have, or has no more. */
export const unknownVoice = 'unknown_voice';

/** Code of the error (501) where the server speaks with no samples at all. */
export const noCloning = 'no_cloning';

/** The most segments that a server may say it speaks at the same time. */
export const largestBatch = 4_096;
/** The most further segments that a server may want to have waiting. */
export const longestLine = 12_288;

/** What a server can have at the same time. */
const Capacity = z.object({
  /** How many segments it speaks at the same time. */
  batch: z.number().int().min(1).max(largestBatch),
  /** How many more it wants to have waiting, where it shares them among others, as gateways do. */
  line: z.number().int().min(0).max(longestLine).optional(),
});
export type Capacity = z.infer<typeof Capacity>;

/** Answer of `GET /ready`. */
export const Readiness = z.looseObject({
  ready: z.boolean(),
  models: z
    .array(
      Capacity.extend({
        /** The engine's name. */
        id: z.string().max(200),
        /** What books pin: weights, tokenizer and text front end. */
        identity: z.string().regex(/^[^\p{Cc}]{1,500}$/u),
      }),
    )
    .default([]),
});
export type Readiness = z.infer<typeof Readiness>;

/** Headers of an answer, in which a server says what its audio is and what it took. */
export const speechHeaders = {
  audioSeconds: 'x-audio-seconds',
  batch: 'x-batch',
  generationSeconds: 'x-generation-seconds',
  implementation: 'x-implementation',
  line: 'x-line',
  model: 'x-model-identity',
  slot: 'x-slot',
  seed: 'x-seed',
  truncated: 'x-truncated',
} as const;

/** Headers of a call: who somebody listens for goes first, and how many seconds the caller waits for its answer. */
export const callHeaders = {
  interactive: 'x-interactive',
  answerWithin: 'x-answer-within',
} as const;

/** The call for a request, every field said, since servers differ in their defaults. */
export function speechCall(model: string, request: SpeechRequest): SpeechCall {
  const { spoken, language, voice, params, seed } = request;
  return {
    ...params,
    ...{ model, input: spoken, voice, language, seed },
    response_format: 'wav',
    stream: false,
  };
}

/** The request that a call makes; `language` where the call names none. */
export function speechRequest(call: SpeechCall, language: string): SpeechRequest {
  const {
    model: _model,
    input,
    voice,
    response_format: _format,
    stream: _stream,
    language: said = language,
    seed = 0,
    ...params
  } = call;
  return { spoken: input, language: said, voice, params, seed };
}

/** A text as a header's value: percent-encoded UTF-8, since a header holds no other characters. */
export function toHeader(text: string): string {
  return encodeURI(text.toWellFormed());
}

/** What a header says; servers that don't encode are taken at their word. */
export function fromHeader(value: string): string {
  try {
    return decodeURI(value);
  } catch {
    return value;
  }
}

/** Headers in which gateways, whose slots come and go, say it with each answer. */
export function capacityHeaders({ batch, line }: Capacity): Record<string, number> {
  return {
    [speechHeaders.batch]: batch,
    ...(line !== undefined && { [speechHeaders.line]: line }),
  };
}

/** What these headers say; undefined where there are none that can be right. */
export function capacityIn(headers: Record<string, unknown>): Capacity | undefined {
  const { [speechHeaders.batch]: batch, [speechHeaders.line]: line } = headers;
  const said = { batch: Number(batch), ...(line !== undefined && { line: Number(line) }) };
  return Capacity.safeParse(said).data;
}

/** Headers that tell of a spoken segment. */
export function headersOf(spoken: SpokenSegment): Record<string, string> {
  const { pcm, sampleRate, generationSeconds, implementation } = spoken;
  return {
    [speechHeaders.audioSeconds]: (pcm.byteLength / 2 / sampleRate).toFixed(3),
    [speechHeaders.generationSeconds]: generationSeconds.toFixed(4),
    [speechHeaders.implementation]: toHeader(implementation),
  };
}
