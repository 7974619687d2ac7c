import type { RunStatus } from '@audiobook/engines/gateway/gateway-status';
import type { ChapterRecord, PublishedBook } from '@audiobook/model/run-record';

/** What a chapter's speaking came to, whether all of it succeeded or not. */
export type SpokenChapter = Pick<
  ChapterRecord,
  'segments' | 'spoken' | 'reused' | 'failed' | 'charactersSpoken' | 'audioSeconds'
>;

/** How far the whole run of a task has come, where a gateway speaks for it. */
export interface RunProgress extends RunStatus {
  /** Slots of the gateway, and those that have something under way. */
  slots: number;
  slotsBusy: number;
}

/** How far the speaking of a chapter has come. */
export interface SpeakingEvent {
  kind: 'speaking';
  /** Segments that have a take, of all in the chapter. */
  done: number;
  of: number;
  /** Since speaking began. */
  charactersPerSecond: number;
  /** Seconds of audio made per second. */
  realTimeFactor: number;
  secondsLeft: number;
  run?: RunProgress;
}

/** What a stage tells while it runs. Stages emit; only a reporter prints. */
export type StageEvent =
  | SpeakingEvent
  /** Of a chapter, or of what was spoken to be listened to: a sample, further takes, a phrase. */
  | { kind: 'counted'; counts: SpokenChapter }
  | { kind: 'published'; book: PublishedBook }
  | { kind: 'notice'; message: string }
  | { kind: 'done'; message: string };

export type EmitEvent = (event: StageEvent) => void;

/** What surrounds a stage that runs as a task. */
export interface Surroundings {
  emit: EmitEvent;
  signal: AbortSignal;
}
