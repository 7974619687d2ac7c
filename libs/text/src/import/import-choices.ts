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

  constructor({ notes = 'leave-out', keep = [], drop = [] }: WantedText = {}) {
    this.notes = notes;
    this.#keep = new Names(keep);
    this.#drop = new Names(drop);
  }

  /** Whether text goes by one of these names that the user wants to hear. */
  keeps(...names: readonly (string | undefined)[]): boolean {
    return this.#keep.have(names);
  }

  /** Whether text goes by one of these names that the user wants to leave out. */
  drops(...names: readonly (string | undefined)[]): boolean {
    return this.#drop.have(names);
  }

  /** Names that nothing in the book goes by, as the user wrote them. */
  unused(): { keep: string[]; drop: string[] } {
    return { keep: this.#keep.unused(), drop: this.#drop.unused() };
  }
}

/** Names as the user wrote them; compared without case, accents and marks, and without a final "page". */
class Names {
  readonly #wanted: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();

  constructor(names: readonly string[]) {
    this.#wanted = new Map(names.map((name) => [keyOf(name), name]));
  }

  have(names: readonly (string | undefined)[]): boolean {
    if (this.#wanted.size === 0) return false;
    const found = names.map((name) => keyOf(name ?? '')).filter((key) => this.#wanted.has(key));
    for (const key of found) this.#used.add(key);
    return found.length > 0;
  }

  unused(): string[] {
    return [...this.#wanted].flatMap(([key, name]) => (this.#used.has(key) ? [] : [name]));
  }
}

function keyOf(name: string): string {
  return lettersOf(name.replace(/[\s-]+page$/i, ''));
}
