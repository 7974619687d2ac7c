/** A text as it is written and as it is said, and the rule of the language that says so. */
export interface GoldenCase {
  rule: string;
  heading: boolean;
  written: string;
  spoken: string;
}

/**
 * Reads a golden file: `## the rule` above its cases, a case a line as `written => spoken`, where
 * `# ` in front of what is written makes it a heading. Empty lines and `// remarks` are skipped.
 */
export function readGoldenCases(file: string): GoldenCase[] {
  const cases: GoldenCase[] = [];
  let rule = '';
  for (const line of file.split('\n')) {
    if (line.startsWith('## ')) rule = line.slice(3).trim();
    else if (line.trim() !== '' && !line.startsWith('//')) {
      const [written = '', spoken] = line.split(' => ');
      if (spoken === undefined) throw new Error(`no " => " in the golden case: ${line}`);
      const heading = written.startsWith('# ');
      cases.push({
        ...{ rule, heading },
        written: heading ? written.slice(2) : written,
        spoken: spoken.trim(),
      });
    }
  }
  return cases;
}
