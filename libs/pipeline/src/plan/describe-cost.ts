/** Dollars: `$2.50`, and `under $0.01` for what would look like nothing. */
export function describeCost(dollars: number): string {
  return dollars > 0 && dollars < 0.01 ? 'under $0.01' : `$${dollars.toFixed(2)}`;
}
