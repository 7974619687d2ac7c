/** When the calendar month of a moment began, in UTC and in milliseconds since the epoch: budgets go by it. */
export function startOfMonth(moment: Date): number {
  return Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth());
}
