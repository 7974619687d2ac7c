import type { TakeKey } from '@audiobook/model/digest';
import type { Result } from '@audiobook/model/result';
import type { Take } from '@audiobook/model/take';

/** What a server has of the takes that it was asked for. */
export interface HeldTakes {
  keys: Set<TakeKey>;
  /** Whether it takes further ones from who asks. */
  writable: boolean;
}

/**
 * The second tier of take stores: what one machine has spoken, no other need speak. Every method fails where the server
 * can't be asked or refuses, after it was asked again for a while.
 */
export interface TakeServer {
  /** As messages name it. */
  readonly name: string;

  /** Those of the keys that it has takes of. */
  which(keys: Iterable<TakeKey>, signal: AbortSignal): Promise<Result<HeldTakes>>;

  /** The take of a key, verified; undefined where it has none. Its provenance says who wrote it there. */
  get(key: TakeKey, signal: AbortSignal): Promise<Result<Take | undefined>>;

  /** Hands a take out. The first take of a key stays. `refused`: why it does not take this one, if it does not. */
  put(take: Take, signal: AbortSignal): Promise<Result<{ refused?: string }>>;
}
