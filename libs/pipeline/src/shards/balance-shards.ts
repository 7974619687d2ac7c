/** A chapter with what there is to speak of it. */
export interface ChapterLoad {
  project: string;
  /** Segments and characters that have no take yet. */
  segments: number;
  characters: number;
}

/** What one agent gets. */
export interface Shard {
  /** `2 of 3`. */
  name: string;
  /** Chapters, in book order. */
  projects: string[];
  segments: number;
  characters: number;
}

/**
 * What a chapter takes besides speaking, in characters: so that those that have all of their takes are dealt out too. A
 * task takes about half a second, in which a GPU speaks a few dozen characters.
 */
const chapterCost = 20;

/**
 * Deals chapters out to so many agents: the longest first, each to the agent that has the least yet (Graham's LPT rule:
 * never more than 4/3 of the best there is). Shards without a chapter are left out; the others are in the order of
 * their first chapters.
 *
 * @param chapters In book order.
 */
export function balanceShards(chapters: readonly ChapterLoad[], agents: number): Shard[] {
  const loads = Array.from({ length: agents }, () => ({ cost: 0, places: [] as number[] }));
  const costOf = ({ characters }: ChapterLoad) => characters + chapterCost;
  const longestFirst = [...chapters.entries()].sort(
    ([, one], [, other]) => costOf(other) - costOf(one),
  );
  for (const [place, chapter] of longestFirst) {
    const least = loads.reduce((one, other) => (other.cost < one.cost ? other : one));
    least.cost += costOf(chapter);
    least.places.push(place);
  }
  const dealt = loads
    .map(({ places }) => places.sort((one, other) => one - other))
    .filter(([first]) => first !== undefined)
    .sort(([one = 0], [other = 0]) => one - other);
  return dealt.map((places, index) => {
    const own = places.flatMap((place) => chapters[place] ?? []);
    return {
      name: `${index + 1} of ${dealt.length}`,
      projects: own.map(({ project }) => project),
      segments: own.reduce((sum, { segments }) => sum + segments, 0),
      characters: own.reduce((sum, { characters }) => sum + characters, 0),
    };
  });
}
