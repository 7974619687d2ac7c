/** How dedications open; titles may, too. */
const dedicating = /^(dedicated to|to|for|à|a la mémoire|pour|til|für|in memory|i erindring)\s/i;
/** A dedication is shorter, in characters. */
const longestDedication = 240;

/** Whether a line opens as dedications do: "To my brother", "Til Maren". */
export function opensDedication(line: string): boolean {
  return dedicating.test(line);
}

/** Whether a text that stands alone before a book's first chapter dedicates it to somebody. */
export function isDedication(text: string): boolean {
  const sentences = text.match(/[.!?…]["”»]?(?=\s|$)/g)?.length ?? 0;
  return opensDedication(text) && text.length <= longestDedication && sentences < 2;
}
