import type { DoctorCheck, DoctorReport } from '@audiobook/engines/gateway/doctor-report';
import type { Style, StyledLine } from './styled-line.ts';

const marks: Record<DoctorCheck['mark'], { text: string; style: Style }> = {
  ok: { text: '✓', style: 'green' },
  notice: { text: '!', style: 'yellow' },
  wrong: { text: '✗', style: 'red' },
};

/** A doctor's report as it is printed: by machine and slot, a line a check, and what to do below it. */
export function doctorLines({ places }: DoctorReport): StyledLine[] {
  return places.flatMap((place): StyledLine[] => [
    [{ text: place.name, style: 'bold' }],
    ...linesOf(place.checks, '  '),
    ...place.slots.flatMap(({ name, kind, engine, checks }): StyledLine[] => [
      ['  ', { text: name, style: 'bold' }, { text: ` (${kind}, ${engine})`, style: 'dim' }],
      ...linesOf(checks, '    '),
    ]),
  ]);
}

function linesOf(checks: readonly DoctorCheck[], indent: string): StyledLine[] {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  return checks.flatMap(({ name, mark, found, remedy }): StyledLine[] => {
    const [first = '', ...more] = found.split('\n');
    const below = `${indent}${' '.repeat(width + 4)}`;
    return [
      [indent, marks[mark], ` ${name.padEnd(width)}  `, first],
      ...more.map((line): StyledLine => [below, line]),
      ...(remedy === null ? [] : [[below, { text: `→ ${remedy}`, style: 'bold' as const }]]),
    ];
  });
}
