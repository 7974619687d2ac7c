/** How families of servers differ in the speech contract: what they are sent, and how they are asked. */

import type { SpeechRequest } from '../speech-engine.ts';
import type { DialectSamples } from './dialect-samples.ts';

/** What a server says of itself. What it leaves open is undefined. */
export type ServerState =
  | { ready: true; identity?: string; batch?: number; line?: number | undefined }
  /** `lacks`: it is ready, but does not have the model that it is asked for. */
  | { ready: false; found: string; lacks?: boolean };

/** A voice that a server has. */
export interface ServerVoice {
  /** Every name by which it may be asked for. */
  names: string[];
  /** The language that it speaks whatever is asked for, BCP 47; undefined: the one asked for. */
  language?: string;
}

/** One family of servers. */
export interface Dialect {
  /** Sent as `model` where the slot names none; undefined: the engine's name. */
  readonly serverModel?: string;
  /** How many segments such a server usually speaks at the same time, where it doesn't say. */
  readonly batch: number;
  /** Longest text of one request, in UTF-16 code units. */
  readonly longestInput: number;
  /** The parameters that it takes; undefined: it decides by itself. */
  readonly params?: readonly string[];
  /** The route that tells whether its model is loaded. */
  readonly stateRoute: string;
  /** Reads the good answer of that route; `model`: what is sent as `model`. */
  state(body: string, model: string): ServerState;
  /** Says what is wrong with a request that the server has no words for. */
  problem?(request: SpeechRequest): string | undefined;
  /** Body of `POST /v1/audio/speech`, with every field that has a default on some server. */
  body(model: string, request: SpeechRequest): Record<string, unknown>;
  /** For servers that speak with another voice than the one asked for, and say nothing. */
  readonly voices?: { route: string; read(body: string): ServerVoice[] };
  /** For servers that speak with recordings they are given. */
  readonly samples?: DialectSamples;
}
