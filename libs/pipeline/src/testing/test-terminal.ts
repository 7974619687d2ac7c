import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../terminal/terminal.ts';

/** A terminal that keeps what is written to it. */
export class TestTerminal implements Terminal {
  columns = 80;
  rows = 24;
  readonly colours = false;
  written = '';
  readonly #listeners = new Set<() => void>();

  write(text: string): void {
    this.written += text;
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many wait for another size. */
  get listeners(): number {
    return this.#listeners.size;
  }

  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    for (const listener of this.#listeners) listener();
  }

  /** What is on its screen, as it was last drawn from its upper left corner. */
  get screen(): string[] {
    const drawn = this.written.slice(this.written.lastIndexOf('\x1b[H') + '\x1b[H'.length);
    return drawn.split('\r\n').map((line) => stripVTControlCharacters(line));
  }
}
