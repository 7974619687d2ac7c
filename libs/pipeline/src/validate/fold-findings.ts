import type { Finding } from './finding.ts';

/** Puts findings of one subject together, which a book may have by the thousand, at the place of the first. */
export function foldFindings(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const { check, severity, subject } = finding;
    const name = subject === undefined ? `${index}` : [check, severity, subject].join('\0');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((alike) => {
    const [first] = alike as [Finding, ...Finding[]];
    if (alike.length === 1) return first;
    const chapters = new Set(alike.map(({ chapter }) => chapter)).size;
    return { ...first, times: alike.length, chapters };
  });
}
