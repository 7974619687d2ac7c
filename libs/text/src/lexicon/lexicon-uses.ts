import type { LexiconUse } from '../lexicon.ts';
import type { AppliedReading } from './applied-readings.ts';
import type { Fight } from './same-words.ts';

type Which = Pick<AppliedReading, 'written' | 'index'>;

/** Which readings of one lexicon were put in, and which lost to another of the same text. */
export class LexiconUses {
  #used = new Set<string>();
  #fights = new Map<string, Fight>();

  note({ match, rivals, text }: LexiconUse): void {
    const winner = match.reading;
    this.#used.add(nameOf(winner));
    for (const loser of rivals) {
      const names = `${nameOf(winner)}\0${nameOf(loser)}`;
      if (!this.#fights.has(names)) this.#fights.set(names, { winner, loser, text });
    }
  }

  has(reading: Which): boolean {
    return this.#used.has(nameOf(reading));
  }

  /** One for each two readings, with the first text that both match. */
  get fights(): Fight[] {
    return [...this.#fights.values()];
  }
}

function nameOf({ written, index }: Which): string {
  return `${index}\0${written}`;
}
