import type { RunProgressMessage } from '@audiobook/engines/gateway/gateway-client';
import type { EmitEvent, SpeakingEvent } from '../stage-event.ts';

/** Adds how far the whole run has come, as the gateway tells it, to what a chapter tells of itself. */
export function runProgress(emit: EmitEvent) {
  let speaking: SpeakingEvent | undefined;
  let run: SpeakingEvent['run'];
  // Before the gateway says how fast the run is, one chapter's first segments would only mislead.
  const tell = () => {
    if (speaking !== undefined && run !== undefined) emit({ ...speaking, run });
  };
  return {
    emit: ((event) => {
      if (event.kind !== 'speaking') return emit(event);
      speaking = event;
      tell();
    }) satisfies EmitEvent,
    /** A chapter that waits for its turn tells of the run too. */
    onRun({ run: status, slots, slotsBusy }: RunProgressMessage): void {
      run = { ...status, slots, slotsBusy };
      tell();
    },
  };
}
