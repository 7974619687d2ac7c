import { describeFailure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';

/** Runs a program of this folder: prints what it came to, or its failure, and sets the exit code. */
export async function runProgram(
  program: (args: readonly string[]) => Promise<Result<string>>,
): Promise<void> {
  const result = await program(process.argv.slice(2));
  if (result.ok) {
    if (result.value !== '') console.log(result.value);
    return;
  }
  const failure = describeFailure(result.failure);
  // GitHub shows annotations on the page of the run; what is logged may be far down.
  console.error(process.env.GITHUB_ACTIONS === 'true' ? annotation(failure) : failure);
  process.exitCode = 1;
}

/** A line that GitHub takes for an error, whatever its text holds. */
function annotation(text: string): string {
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::error::${escaped}`;
}
