/** A segment that waits to be spoken. */
export interface Waiting {
  /** Who asked, such as a run: the segments of two clients take turns. */
  client: string;
  /** Somebody listens for it: spoken before all that is not. */
  interactive: boolean;
  /** Its place in its client's book, such as chapter and segment; the smaller is spoken first. */
  place: readonly number[];
  /** The identity of the model that must speak it. */
  model: string;
  /** Length of what is spoken, in UTF-16 code units. */
  characters: number;
  /** Names of the slots that it failed on. */
  avoid: ReadonlySet<string>;
}
