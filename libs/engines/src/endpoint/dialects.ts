import type { Dialect } from './dialect.ts';
import { audiobook } from './dialects/audiobook.ts';
import { chatterboxTtsApi } from './dialects/chatterbox-tts-api.ts';
import { kokoroFastApi } from './dialects/kokoro-fastapi.ts';
import { openai } from './dialects/openai.ts';
import { speaches } from './dialects/speaches.ts';
import { vllmOmni } from './dialects/vllm-omni.ts';

/** The families of servers that were tried, by the names that pool.json has for them. */
export const dialects = {
  audiobook,
  openai,
  'kokoro-fastapi': kokoroFastApi,
  speaches,
  'vllm-omni': vllmOmni,
  'chatterbox-tts-api': chatterboxTtsApi,
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** At least one, as enumerations want it. */
export const dialectNames = Object.keys(dialects) as [DialectName, ...DialectName[]];
