/** Prints one closing line over all reports: vitest's JSON, and JUnit's XML of pytest. */

import { existsSync, readFileSync } from 'node:fs';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

function totalsOf(file: string): Totals {
  if (!existsSync(file)) {
    console.error(`${file} was not written: its tests did not come to their end`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.xml') ? ofJunit(text) : ofVitest(text);
}

function ofVitest(text: string): Totals {
  const report = JSON.parse(text);
  // A file that can't be loaded has no test that failed.
  const files = (report.testResults as { status: string; assertionResults: unknown[] }[]).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + files.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

function ofJunit(text: string): Totals {
  const suite = /<testsuite\b[^>]*>/.exec(text)?.[0] ?? '';
  const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return {
    passed: count('tests') - failed - count('skipped'),
    failed,
    skipped: count('skipped'),
  };
}

const all = process.argv.slice(2).map(totalsOf);
const sum = (name: keyof Totals) => all.reduce((total, one) => total + one[name], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
