/** What a figure must be to be good enough. */
export type Goal = { atMost: number } | { atLeast: number };

/** A figure that a benchmark measured. */
export interface Figure {
  name: string;
  /** Null where it can't be measured on this system. */
  value: number | null;
  unit:
    | 's'
    | 'ms'
    | 'MB'
    | 'MB/s'
    | 'characters/s'
    | '× real time'
    | 'bytes'
    | 'failures'
    | 'F1'
    | 'chapters'
    | 'cases';
  /** The same measured of something else beside it, in the same minute. */
  beside?: { name: string; value: number };
  /** Which is divided by which; for times against the best that there can be, the other way round. */
  order?: 'value by beside' | 'beside by value';
  /** What `value` divided by that of `beside` is to be; without `beside`, what `value` is to be. */
  goal?: Goal;
  note?: string;
}

/** A line of the table, and of the results file. */
export interface Row extends Figure {
  benchmark: string;
  ratio?: number;
  met?: boolean;
  /** Load average of the machine over the last minute, when the benchmark was done. */
  load: number;
}

export function toRow(benchmark: string, figure: Figure, load: number): Row {
  const row: Row = { benchmark, ...figure, load };
  if (figure.value === null) return row;
  if (figure.beside !== undefined) {
    const ratio = figure.value / figure.beside.value;
    row.ratio = figure.order === 'beside by value' ? 1 / ratio : ratio;
  }
  if (figure.goal !== undefined) row.met = isMet(figure.goal, row.ratio ?? figure.value);
  return row;
}

function isMet(goal: Goal, value: number): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Rows as a table. Figures with a goal are rounded away from it, never towards it. */
export function describeRows(rows: readonly Row[]): string {
  const header = ['benchmark', 'figure', 'measured', 'beside', 'ratio', 'goal', 'met'];
  const cells = [header, ...rows.map(cellsOf)];
  const widths = header.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap(({ benchmark, name, note }) =>
    note === undefined ? [] : [`${benchmark}, ${name}: ${note}`],
  );
  return [...lines, '', ...notes].join('\n');
}

function cellsOf({ benchmark, name, value, unit, beside, ratio, goal, met }: Row): string[] {
  return [
    benchmark,
    name,
    value === null ? 'not measured' : `${decimal(value, beside ? undefined : goal)} ${unit}`,
    beside === undefined ? '' : `${decimal(beside.value)} ${beside.name}`,
    ratio === undefined ? '' : decimal(ratio, goal),
    goal === undefined ? '' : 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`,
    met === undefined ? '' : met ? 'yes' : 'NO',
  ];
}

function decimal(value: number, goal?: Goal): string {
  const roundingMode =
    goal === undefined ? 'halfExpand' : 'atMost' in goal ? ('ceil' as const) : ('floor' as const);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    roundingMode,
  });
}
