import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { RunSummary } from '@audiobook/model/run-record';
import { codeSpan } from './code-span.ts';

const mostFailures = 20;
/** What a failure says is a few lines; the rest is in the log. */
const mostOfFailure = 600;

/** What a run came to, as Markdown for the summary of its job. What books say stands in code spans. */
export function runPage(summary: RunSummary): string {
  const { published, failures, outcome } = summary;
  const books = describeCount(published.length, 'book');
  return [
    outcome === 'success' ? '### Done' : '### Not everything could be made',
    '',
    spokenLine(summary),
    ...(published.length > 0 ? ['', `${books} published:`, '', ...published.map(bookLine)] : []),
    ...(failures.length > 0 ? ['', 'Failed:', '', ...failureLines(failures)] : []),
  ].join('\n');
}

function spokenLine({ spoken, reused, charactersSpoken, wallSeconds, cost }: RunSummary): string {
  const characters = describeCount(charactersSpoken, 'character');
  const said =
    spoken === 0
      ? 'Nothing was spoken'
      : `${describeCount(spoken, 'segment')} (${characters}) spoken`;
  const paid = cost === undefined ? '' : `, for ${describeDollars(cost.dollars)}`;
  return `${said}, ${describeCount(reused)} reused, in ${describeDuration(wallSeconds)}${paid}.`;
}

function bookLine(book: RunSummary['published'][number]): string {
  const { slug, title, chapters, seconds } = book;
  return `- ${slug}: ${codeSpan(title)}, ${describeCount(chapters, 'chapter')}, ${describeDuration(seconds)}`;
}

function failureLines(failures: RunSummary['failures']): string[] {
  const rest = failures.length - mostFailures;
  return [
    ...failures
      .slice(0, mostFailures)
      .map(
        ({ project, target, message }) =>
          `- ${project}:${target}: ${codeSpan(message, mostOfFailure)}`,
      ),
    ...(rest > 0 ? [`- and ${describeCount(rest)} more`] : []),
  ];
}
