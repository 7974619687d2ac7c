/**
 * Counts the files and folders that unpacking an archive makes. Folders on the way to an entry are made too, with or
 * without an entry of their own: those that it shares with the entry before it are there already, all others count,
 * also where an earlier entry had them. So it is never less than what is made.
 */
export class UnpackedCount {
  #before: readonly string[] = [];
  #made = 0;

  /** Counts what an entry of this name makes; returns how many there are by now. */
  add(name: string): number {
    const parts = name.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
    let shared = 0;
    while (shared < parts.length && parts[shared] === this.#before[shared]) shared++;
    this.#before = parts;
    this.#made += parts.length - shared;
    return this.#made;
  }
}
