/** Whether a text ends with the number one in figures, so that what is counted stands in the singular. */
export function endsInOne(before: string): boolean {
  return /(?<![\d.,:/½¼¾–-])1 ?$/.test(before);
}
