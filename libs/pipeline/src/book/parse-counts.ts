import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';

/** An option that holds whole numbers from 1 to `most`: `3`, `3-5` or `1,2,8-9`; ascending, each once. */
export function parseCounts(
  option: string,
  value: string | number,
  most = 100_000,
): Result<number[]> {
  const counts = new Set<number>();
  for (const part of String(value).split(',')) {
    const [, from, to = from] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    const [low, high] = [Number(from), Number(to)];
    if (!(low >= 1 && high >= low && high <= most)) return fail(noCounts(option, value, most));
    for (let count = low; count <= high; count++) counts.add(count);
  }
  return ok([...counts].sort((one, other) => one - other));
}

function noCounts(option: string, value: string | number, most: number): Failure {
  return {
    kind: 'bad-request',
    doing: `reading --${option}`,
    found: `its value is “${value}”`,
    remedy: `Write whole numbers from 1 to ${most}, such as --${option}=3 or --${option}=1,2,4-6.`,
  };
}
