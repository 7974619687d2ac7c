/** What the sharing needs to know of a slot. */
export interface SlotLoad {
  name: string;
  model: string;
  /** How many segments the slot speaks at the same time. */
  batch: number;
  /** How many more it should have waiting, so that it never waits for us; by default a quarter of a batch. */
  line?: number | undefined;
  /** What it has under way: segments, and their characters. */
  segments: number;
  characters: number;
  /** Characters a second, measured; undefined before its first segment. */
  speed: number | undefined;
  /** It has refused to have more segments than so many. */
  limit?: number;
}
