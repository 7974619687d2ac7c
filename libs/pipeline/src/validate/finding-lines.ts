import { describeCount } from '@audiobook/model/describe-count';
import type { Finding } from './finding.ts';

/** So many findings of a kind are shown for a chapter, before the rest is counted. */
const shown = 5;
/** Of those that are not shown, so many subjects are named. */
const subjectsNamed = 20;
/** In characters; longer ones say what is wrong, and not with what. */
const longestSubject = 30;

/** Findings as they are printed: those of one kind in one chapter together, and what to do below them. */
export function findingLines(findings: readonly Finding[]): string[] {
  const groups = Map.groupBy(findings, ({ chapter, check, severity }) =>
    [chapter ?? '', check, severity].join('\0'),
  );
  return [...groups.values()].flatMap(groupLines);
}

function groupLines(group: readonly Finding[]): string[] {
  const first = group.slice(0, shown);
  const rest = group.slice(shown);
  const lines = first.flatMap((finding, index) => {
    const { file, line, column, severity, check, found, text, remedy } = finding;
    const isLastOfRemedy = remedy !== first[index + 1]?.remedy;
    return [
      `${file}:${line}:${column}: ${severity}: ${check}: ${found}${timesOf(finding)}`,
      ...(text === '' ? [] : [`    ${text}`]),
      ...(isLastOfRemedy ? [`    → ${remedy}`] : []),
    ];
  });
  return rest.length === 0
    ? lines
    : [...lines, `    … and ${describeCount(rest.length)} more${subjectsOf(rest)}`];
}

function timesOf({ times, chapters }: Finding): string {
  if (times === undefined) return '';
  const where = chapters === undefined || chapters < 2 ? '' : ` in ${chapters} chapters`;
  return ` (${describeCount(times)} times${where}, here first)`;
}

function subjectsOf(rest: readonly Finding[]): string {
  const subjects = rest.flatMap(({ subject, times = 1 }) =>
    subject === undefined || subject.length > longestSubject
      ? []
      : [times === 1 ? subject : `${subject} (${describeCount(times)})`],
  );
  if (subjects.length === 0) return '';
  const named = subjects.slice(0, subjectsNamed).join(', ');
  return `: ${named}${subjects.length > subjectsNamed ? ', …' : ''}`;
}

/** How many findings of which kind there are, as one line. */
export function findingTotals(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  const counted = (many: number, word: string) =>
    many === 0 ? `no ${word}s` : describeCount(many, word);
  const kinds = [...Map.groupBy(findings, ({ check }) => check)].map(
    ([check, { length }]) => `${check} ${describeCount(length)}`,
  );
  const total = `${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}`;
  return kinds.length === 0 ? total : `${total}: ${kinds.join(', ')}`;
}
