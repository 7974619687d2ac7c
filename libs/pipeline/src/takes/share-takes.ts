import { describeCount } from '@audiobook/model/describe-count';
import type { TakeKey } from '@audiobook/model/digest';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import { TakeGiver } from '@audiobook/takes/shared-takes/take-giver';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { EmitEvent } from '../stage-event.ts';

/** Hands a chapter's takes out to other machines while it is spoken. */
export interface SharingTakes {
  /** A take that the store has now. */
  give(key: TakeKey): void;
  /** Waits until all are handed out; tells, where some can't be. */
  finished(): Promise<void>;
}

/**
 * Begins to share takes, if the workspace shares any and its token may write: those that the store has and the server lacks,
 * and each that `give` names. What can't be shared is told of and no failure, since the store has it.
 *
 * @param keys Of all that the chapter asks for.
 */
export function shareTakes(
  store: TakeStore,
  keys: ReadonlySet<TakeKey>,
  { book, emit, signal }: { book: string; emit: EmitEvent; signal: AbortSignal },
): SharingTakes {
  const beginning = begin(store, keys, signal);
  return {
    // What comes of it is told at the end.
    give: (key) =>
      void beginning.then(
        (begun) => {
          if ('giver' in begun) begun.giver.give(key);
          else if ('readOnly' in begun) begun.spoken++;
        },
        () => undefined,
      ),
    async finished() {
      const begun = await beginning;
      if ('readOnly' in begun && begun.spoken > 0) {
        const why = `The token for ${begun.readOnly} may only read.`;
        tell(describeCount(begun.spoken, 'take'), why);
      }
      if ('failure' in begun && begun.failure !== undefined) {
        tell('Takes', describeFailure(begun.failure));
      }
      if (!('giver' in begun)) return;
      const { kept, refused, failure } = await begun.giver.finished();
      if (kept === 0 || signal.aborted) return;
      const why = failure === undefined ? `It was refused: ${refused}` : describeFailure(failure);
      tell(describeCount(kept, 'take'), why);
    },
  };

  function tell(what: string, why: string): void {
    if (signal.aborted) return;
    const message = [
      `${what} of this chapter could not be shared, and stay in this machine’s store. ${why}`,
      `To share them later: npx nx run takes:share -- --book=${book}`,
    ].join('\n');
    emit({ kind: 'notice', message });
  }
}

type Begun =
  | { giver: TakeGiver }
  /** The server's name, where the token may only read, and how many takes were spoken. */
  | { readOnly: string; spoken: number }
  | { failure: Failure | undefined };

async function begin(
  store: TakeStore,
  keys: ReadonlySet<TakeKey>,
  signal: AbortSignal,
): Promise<Begun> {
  const shared = await store.shared();
  if (!shared.ok) return shared;
  if (shared.value === undefined) return { failure: undefined };
  const [held, stored] = await Promise.all([shared.value.which(keys, signal), store.which(keys)]);
  if (!held.ok) return held;
  if (!held.value.writable) return { readOnly: shared.value.name, spoken: 0 };
  const giver = new TakeGiver(store, shared.value, signal);
  for (const key of stored.difference(held.value.keys)) giver.give(key);
  return { giver };
}
