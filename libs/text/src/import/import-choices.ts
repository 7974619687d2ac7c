import type { NotesChoice } from '@audiobook/model/import-record';
import { lettersOf } from './clean-text.ts';

/** What the user wants of a book's text. */
export interface WantedText {
  notes?: NotesChoice | undefined;
  /** Names of what is otherwise left out: its kind ("dedication"), or the heading over it. */
  keep?: readonly string[] | undefined;
  /** Names of what is otherwise kept: a chapter's title, or the kind of a page. */
  drop?: readonly string[] | undefined;
}

/** The user's choices, asked by readers while they sort a book's text; it knows which were of use. */
export class ImportChoices {
  readonly notes: NotesChoice;
  readonly #keep: Names;
  readonly #drop: Names;

  /** @param said what of it the user says now; names from an earlier edition may be of no use in this one */
  constructor(wanted: WantedText = {}, said: WantedText = wanted) {
    this.notes = wanted.notes ?? 'leave-out';
    this.#keep = new Names(wanted.keep ?? [], said.keep ?? []);
    this.#drop = new Names(wanted.drop ?? [], said.drop ?? []);
  }

  /** Whether text goes by one of these names that the user wants to hear. */
  keeps(...names: readonly (string | undefined)[]): boolean {
    return this.#keep.have(names);
  }

  /** Whether text goes by one of these names that the user wants to leave out. */
  drops(...names: readonly (string | undefined)[]): boolean {
    return this.#drop.have(names);
  }

  /** Names that the user says now and nothing in the book goes by, as they are written. */
  unused(): { keep: string[]; drop: string[] } {
    return { keep: this.#keep.unused(), drop: this.#drop.unused() };
  }
}

/** Names as the user wrote them; compared without case, accents and marks, and without a final "page". */
class Names {
  readonly #wanted: ReadonlyMap<string, string>;
  readonly #said: ReadonlySet<string>;
  readonly #used = new Set<string>();

  constructor(names: readonly string[], said: readonly string[]) {
    this.#wanted = new Map(names.map((name) => [keyOf(name), name]));
    this.#said = new Set(said);
  }

  have(names: readonly (string | undefined)[]): boolean {
    if (this.#wanted.size === 0) return false;
    const found = names.map((name) => keyOf(name ?? '')).filter((key) => this.#wanted.has(key));
    for (const key of found) this.#used.add(key);
    return found.length > 0;
  }

  unused(): string[] {
    return [...this.#wanted].flatMap(([key, name]) =>
      this.#used.has(key) || !this.#said.has(name) ? [] : [name],
    );
  }
}

function keyOf(name: string): string {
  return lettersOf(name.replace(/[\s-]+page$/i, ''));
}
