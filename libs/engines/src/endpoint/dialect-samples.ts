/** How families of servers are given the recordings that they are to speak with. */

import type { SpeechRequest } from '../speech-engine.ts';
import type { HttpAnswer } from './http-exchange.ts';

/** Who speaks with a sample, and which. */
export interface SampleUse {
  /** SHA-256 of the sample's bytes, in hex. */
  digest: string;
  /** Tells our samples from those of others, where servers have names of their givers' choice. */
  owner: string;
  request: SpeechRequest;
}

/** What is sent to `POST` a sample. */
export interface SampleUpload {
  route: string;
  type: string;
  bytes: Uint8Array;
}

/** For servers that speak with samples. */
export interface DialectSamples {
  /** What a sample is called there. Uses that need another upload have another name. */
  name(use: SampleUse): string;
  upload(name: string, bytes: Buffer, use: SampleUse): Promise<SampleUpload>;
  /** The status of a refusal that means that the name is there already. */
  readonly alreadyThere?: number;
  /** What is asked instead of the request, once the sample is there. */
  request(name: string, request: SpeechRequest): SpeechRequest;
  /** The route that `DELETE` takes it away by. */
  route(name: string): string;
  /** Whether an answer to a request says that the sample is not there, or no more. */
  isUnknown?(answer: HttpAnswer): boolean;
  /** For servers that would speak with another voice, and say nothing: what they have, looked up each time. */
  readonly names?: { route: string; read(body: string): string[] };
}

/** A form as it is sent: the sample in one field, texts in others. */
export async function sampleForm(
  route: string,
  { field, name, bytes }: { field: string; name: string; bytes: Buffer },
  texts: Record<string, string>,
): Promise<SampleUpload> {
  const form = new FormData();
  for (const [key, text] of Object.entries(texts)) form.set(key, text);
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'audio/wav' }), `${name}.wav`);
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { route, type, bytes: Buffer.from(await encoded.arrayBuffer()) };
}
