import { z } from 'zod';
import { Digest, SegmentId, TakeKey } from './digest.ts';

/**
 * What listening said of a take. `unheard`: nothing has listened. `missing`: no take, a draft has a
 * gap here.
 */
export const Verdict = z.enum(['unheard', 'missing']);
export type Verdict = z.infer<typeof Verdict>;

/** Who spoke a take and when: recorded beside it, never part of its key. */
export const Provenance = z.strictObject({
  engine: z.string(),
  /** The engine's implementation and its version, such as `espeak-ng 1.0.2 (wasm)`. */
  implementation: z.string(),
  /** When it was spoken, ISO 8601 in UTC. */
  spokenAt: z.iso.datetime(),
  /** Seconds that the engine took. */
  generationSeconds: z.number().min(0),
  /** The identity of the model; not there in takes of earlier versions. */
  model: z.string().optional(),
  /** Who gave it to the shared takes that it was fetched from; not there where it was spoken for this user. */
  writer: z.string().optional(),
});
export type Provenance = z.infer<typeof Provenance>;

/** Mono 16-bit samples at the engine's own rate. */
export interface Speech {
  /** Hz. */
  sampleRate: number;
  /** Little-endian signed 16-bit samples. */
  pcm: Uint8Array;
}

/** A spoken take as the store holds it. */
export interface Take extends Speech {
  key: TakeKey;
  digest: Digest;
  verdict: Verdict;
  provenance: Provenance;
}

/** A take's place in a chapter's speech. */
export const TakeEntry = z.strictObject({
  segment: SegmentId,
  key: TakeKey,
  /** Null where a draft has a gap. */
  digest: Digest.nullable(),
  take: z.number().int().min(1),
  /** Hz; says which of the chapter's speech files holds the take. Zero for a gap. */
  sampleRate: z.number().int().min(0),
  /** Where the take begins in its speech file, in seconds. */
  start: z.number().min(0),
  seconds: z.number().min(0),
  verdict: Verdict,
  provenance: Provenance.nullable(),
});
export type TakeEntry = z.infer<typeof TakeEntry>;

/** takes.json: the takes of a chapter in the order of segments.json; stands for its audio. */
export const Takes = z.strictObject({ takes: z.array(TakeEntry) });
export type Takes = z.infer<typeof Takes>;

/** speech.json: a chapter's speech in a few numbers. */
export const ChapterSpeech = z.strictObject({
  segments: z.number().int().min(0),
  /** Length of all takes, in seconds. */
  seconds: z.number().min(0),
  /** Segments that a draft has gaps for. */
  missing: z.array(SegmentId),
});
export type ChapterSpeech = z.infer<typeof ChapterSpeech>;

/**
 * writers.json: who gave the takes of a chapter's speech to the shared takes that they were fetched from, by their digests.
 * Apart from takes.json, so that machines with the same takes have the same of that.
 */
export const TakeWriters = z.record(Digest, z.string());
export type TakeWriters = z.infer<typeof TakeWriters>;
