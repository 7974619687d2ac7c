const abbreviations: Readonly<Record<string, string>> = {
  janv: 'janvier',
  févr: 'février',
  fév: 'février',
  avr: 'avril',
  juil: 'juillet',
  juill: 'juillet',
  sept: 'septembre',
  oct: 'octobre',
  nov: 'novembre',
  déc: 'décembre',
};

export const months = [
  ...['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre'],
  ...['octobre', 'novembre', 'décembre'],
] as const;

/** Of the Revolution's calendar (1793 to 1805). */
const republican =
  'vendémiaire|brumaire|frimaire|nivôse|pluviôse|ventôse|germinal|floréal|prairial|messidor|thermidor|fructidor';

/** Names of months, for patterns; capitals are as good. */
export const monthName = `(?i:${months.join('|')}|aout|fevrier|decembre|${republican})`;

/** Short forms, with their stop. */
export const shortMonth = String.raw`(?:${Object.keys(abbreviations).join('|')})\.`;

/** A month as it is written, in full. */
export function fullMonth(written: string): string {
  return abbreviations[written.replace(/\.$/, '')] ?? written;
}
