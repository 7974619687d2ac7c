/** What a gateway tells of itself: its slots, and how far each run has come. */

import { z } from 'zod';

const count = z.number().int().min(0);

/** A place to speak. */
export const SlotStatus = z.object({
  name: z.string(),
  /**
   * `idle`: started when a segment needs it. `resting`: failed, and asked again later. `refused`: it has another
   * model than it had.
   */
  state: z.enum(['idle', 'opening', 'ready', 'resting', 'refused']),
  /** The engine's name, and the identity of its model; empty until they are known. */
  engine: z.string(),
  model: z.string(),
  /** How many segments it speaks at the same time, and how many it has under way. */
  batch: count,
  underWay: count,
  /** Segments that it has spoken. */
  spoken: count,
  /** Characters a second while it was busy; null before its first segment. */
  charactersPerSecond: z.number().nullable(),
  /** Why it rests or is refused, as the user reads it. */
  trouble: z.string().nullable(),
});
export type SlotStatus = z.infer<typeof SlotStatus>;

/** A chapter of a run. */
export const ChapterStatus = z.object({
  project: z.string(),
  /**
   * `planned`: its task has not begun. `waiting`: asked for, and none of it is being spoken.
   * `left`: its task ended before its segments were spoken.
   */
  state: z.enum(['planned', 'waiting', 'speaking', 'done', 'failed', 'left']),
  /** Segments in the chapter; those that need no speaking any more; those that can't be spoken. */
  segments: count,
  done: count,
  failed: count,
  /** Characters that had to be spoken when the run began, and those that have been since. */
  characters: count,
  charactersSpoken: count,
});
export type ChapterStatus = z.infer<typeof ChapterStatus>;

/** An Nx run that speaks. */
export const RunStatus = z.object({
  run: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** In book order. */
  chapters: z.array(ChapterStatus),
  characters: count,
  charactersSpoken: count,
  /** Over the last minute or so; null before the first segment. */
  charactersPerSecond: z.number().nullable(),
  /** Seconds of audio made per second, over the same time. */
  realTimeFactor: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type RunStatus = z.infer<typeof RunStatus>;

/** Answer of `GET /gateway`. */
export const GatewayStatus = z.object({
  /** Of the protocol between gateway and clients. */
  contract: z.number().int(),
  /** Of the gateway's code and configuration. */
  version: z.string(),
  pid: z.number().int(),
  startedAt: z.string(),
  /** Address for clients of the speech contract; null where it listens on its socket alone. */
  url: z.string().nullable(),
  /** How long it stays after its last client has gone; null: until it is stopped. */
  idleSeconds: z.number().nullable(),
  slots: z.array(SlotStatus),
  runs: z.array(RunStatus),
});
export type GatewayStatus = z.infer<typeof GatewayStatus>;
