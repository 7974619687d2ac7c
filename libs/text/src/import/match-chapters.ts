/** A chapter of the book as it stands in its folder. */
export interface OldChapter {
  folder: string;
  /** The whole text.md, with line endings as \n. */
  text: string;
  /** Digest of the text that was imported here, which the user may have corrected since. */
  imported?: string | undefined;
}

/** A chapter of the new edition. */
export interface FreshChapter {
  title: string;
  text: string;
  /** Digest of the text. */
  digest?: string;
}

/** What became of a chapter between two editions. `fresh` is an index into the new one's. */
export type ChapterMatch =
  | { kind: 'same'; fresh: number; folder: string }
  | { kind: 'changed'; fresh: number; folder: string }
  | { kind: 'new'; fresh: number }
  | { kind: 'gone'; folder: string };

/** Chapters that share this much of the longer one's text are one chapter, whatever their titles. */
const clearlyAlike = 0.5;
/** The least that two chapters with different titles share when they are one. */
const barelyAlike = 0.2;
/** A line that more old chapters than this have tells none of them apart. */
const mostOwners = 8;

/**
 * Which old chapter each chapter of a new edition continues, in the new one's order, and then which
 * old ones are gone.
 *
 * By what was imported before, then identical text, then identical text under another title, then most of the
 * text, then the same title, then some of the text. Titles come behind text because they often only count: a chapter
 * put in before them renames all others. Linear in the length of the texts.
 */
export function matchChapters(
  old: readonly OldChapter[],
  fresh: readonly FreshChapter[],
): ChapterMatch[] {
  const matcher = new Matcher(old, fresh);
  matcher.byKey(
    ({ imported }) => imported ?? '',
    ({ digest }) => digest ?? '',
  );
  matcher.byKey(
    ({ text }) => text,
    ({ text }) => text,
  );
  matcher.byKey(
    ({ text }) => bodyOf(text),
    ({ text }) => bodyOf(text),
  );
  matcher.bySharedLines(clearlyAlike);
  matcher.byKey(
    ({ text }) => titleOf(text),
    ({ title }) => title.trim(),
  );
  matcher.bySharedLines(barelyAlike);
  return matcher.matches();
}

class Matcher {
  readonly #old: readonly OldChapter[];
  readonly #fresh: readonly FreshChapter[];
  /** From indices of fresh chapters to those of the old ones that they continue. */
  readonly #pairs = new Map<number, number>();
  readonly #taken = new Set<number>();

  constructor(old: readonly OldChapter[], fresh: readonly FreshChapter[]) {
    this.#old = old;
    this.#fresh = fresh;
  }

  /** Pairs chapters whose keys are equal, in order where several share one. */
  byKey(oldKey: (chapter: OldChapter) => string, freshKey: (chapter: FreshChapter) => string) {
    const waiting = new Map<string, number[]>();
    for (const [index, chapter] of this.#freeOld()) {
      const key = oldKey(chapter);
      const others = waiting.get(key);
      if (others) others.push(index);
      else waiting.set(key, [index]);
    }
    for (const [index, chapter] of this.#freeFresh()) {
      const key = freshKey(chapter);
      const match = key === '' ? undefined : waiting.get(key)?.shift();
      if (match !== undefined) this.#pair(index, match);
    }
  }

  /** Pairs the most similar first. */
  bySharedLines(least: number): void {
    const owners = this.#ownersOfLines();
    const found = this.#freeFresh().flatMap(([fresh, { text }]) =>
      [...sharedWith(text, owners)].flatMap(([old, characters]) => {
        const longer = Math.max(text.length, this.#old[old]?.text.length ?? 0);
        const share = characters / Math.max(1, longer);
        return share >= least ? [{ fresh, old, share }] : [];
      }),
    );
    found.sort((one, other) => other.share - one.share);
    for (const { fresh, old } of found) this.#pair(fresh, old);
  }

  matches(): ChapterMatch[] {
    const continued = this.#fresh.map(({ text }, fresh): ChapterMatch => {
      const old = this.#old[this.#pairs.get(fresh) ?? -1];
      if (!old) return { kind: 'new', fresh };
      return { kind: old.text === text ? 'same' : 'changed', fresh, folder: old.folder };
    });
    const gone = this.#freeOld().map(([, { folder }]): ChapterMatch => ({ kind: 'gone', folder }));
    return [...continued, ...gone];
  }

  #pair(fresh: number, old: number): void {
    if (this.#pairs.has(fresh) || this.#taken.has(old)) return;
    this.#pairs.set(fresh, old);
    this.#taken.add(old);
  }

  #freeOld(): [number, OldChapter][] {
    return [...this.#old.entries()].filter(([index]) => !this.#taken.has(index));
  }

  #freeFresh(): [number, FreshChapter][] {
    return [...this.#fresh.entries()].filter(([index]) => !this.#pairs.has(index));
  }

  #ownersOfLines(): Map<string, Set<number>> {
    const owners = new Map<string, Set<number>>();
    for (const [index, { text }] of this.#freeOld()) {
      for (const line of linesOf(text)) {
        const own = owners.get(line);
        if (own) own.add(index);
        else owners.set(line, new Set([index]));
      }
    }
    return owners;
  }
}

/** Characters of the lines that a text shares with each of the old chapters. */
function sharedWith(text: string, owners: Map<string, Set<number>>): Map<number, number> {
  const shared = new Map<number, number>();
  for (const line of linesOf(text)) {
    const own = owners.get(line);
    if (!own || own.size > mostOwners) continue;
    for (const old of own) shared.set(old, (shared.get(old) ?? 0) + line.length);
  }
  return shared;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** The chapter's title: its first heading of the highest level. */
function titleOf(text: string): string {
  return /^# +(.*)$/m.exec(text)?.[1]?.trim() ?? '';
}

function bodyOf(text: string): string {
  return text.replace(/^# .*$/m, '').trim();
}
