/** What helps where a file is damaged. */
export const mend =
  'Mend it (e.g. `qpdf in.pdf out.pdf`), or save it anew from a program that shows it whole.';

/** What the parser says where it goes on without text that it could not read, and what helps. */
const losses: readonly { says: RegExp; found: string; remedy: string }[] = [
  {
    says: /cMapUrl|CMap/,
    found:
      'it names its letters by tables that are not in the file (as Chinese and Japanese files do)',
    remedy: 'Save it with embedded fonts, or import an EPUB or a text file of it.',
  },
  {
    says: /getOperatorList - ignoring errors|ignoring XObject|Page dictionary kids|flate stream|Unexpected EOF|unable to read page|skipping invalid first page/i,
    found: 'it is damaged, and pages with it',
    remedy: mend,
  },
];

/** Whether text may be missing: a book with holes in it is no book. */
export function damageIn(
  reports: readonly string[],
): { found: string; remedy: string } | undefined {
  for (const { says, found, remedy } of losses) {
    const report = reports.find((report) => says.test(report));
    if (report !== undefined)
      return { found: `${found} (${report.replace(/^\w+: /, '')})`, remedy };
  }
  return undefined;
}
