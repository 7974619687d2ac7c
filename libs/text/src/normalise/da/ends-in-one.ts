/** Whether a text ends with one, one and a half or a part of one in figures, so that what is counted stands in the singular. */
export function endsInOne(before: string): boolean {
  return /(?<![\d.,:/½¼¾–-])(?:1½?|[½¼¾]) ?$/.test(before);
}
