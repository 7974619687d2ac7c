import type { Segment } from '@audiobook/model/script';
import type { Speech } from '@audiobook/model/take';
import type { EmitEvent } from '../stage-event.ts';
import type { KeyedSegment } from '../takes/keyed-segment.ts';

export interface SpeakingProgress {
  missing: readonly KeyedSegment[];
  /** Segments in the chapter, those that need no speaking included. */
  of: number;
  emit: EmitEvent;
  /** Milliseconds. */
  now?: () => number;
}

/** Counts spoken segments and tells how fast they come and how long the rest takes. */
export function speakingProgress({ missing, of, emit, now = Date.now }: SpeakingProgress) {
  const began = now();
  const characters = missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  let done = of - missing.length;
  let spoken = 0;
  let audioSeconds = 0;
  return (segment: Segment, { pcm, sampleRate }: Speech): void => {
    done++;
    spoken += segment.spoken.length;
    audioSeconds += pcm.byteLength / 2 / sampleRate;
    const seconds = Math.max((now() - began) / 1000, 0.001);
    const charactersPerSecond = spoken / seconds;
    emit({
      kind: 'speaking',
      done,
      of,
      charactersPerSecond,
      realTimeFactor: audioSeconds / seconds,
      secondsLeft: (characters - spoken) / charactersPerSecond,
    });
  };
}
