import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import { codeSpan } from './code-span.ts';
import { charactersToSpeak, type PlanReport } from './plan-report.ts';

type ChapterReport = PlanReport['chapters'][number];

/** GitHub takes 65,536 characters of a comment. */
const mostCharacters = 60_000;
const mostChapters = 50;
const mostSegments = 25;

/**
 * The plans of books as a page of Markdown, for a comment or a summary. Whatever the books say stands in code spans, so
 * that it can neither link, mention anyone nor look like something of ours; and the page has an end, however long they are.
 */
export function planPage(plans: readonly PlanReport[]): string {
  const dirty = plans.filter((plan) => charactersToSpeak(plan) > 0);
  const head = [headline(plans), ...(plans.length > 0 ? ['', summary(plans)] : [])];
  const blocks: string[] = [];
  let length = head.join('\n').length;
  for (const plan of dirty) {
    const block = bookBlock(plan);
    length += block.length + 2;
    if (length > mostCharacters) break;
    blocks.push(block);
  }
  const left = dirty.length - blocks.length;
  const rest = left > 0 ? [`${describeCount(left, 'further book')}: see the log of the run.`] : [];
  return [head.join('\n'), ...blocks, ...rest].join('\n\n');
}

function headline(plans: readonly PlanReport[]): string {
  const segments = plans.flatMap(({ chapters }) => chapters).flatMap(({ toSpeak }) => toSpeak);
  if (segments.length === 0) return '### Nothing to speak';
  return `### ${describeCount(segments.length, 'segment')} to speak`;
}

function summary(plans: readonly PlanReport[]): string {
  const chapters = plans.flatMap((plan) => plan.chapters);
  const all = chapters.reduce((sum, { characters }) => sum + characters, 0);
  const dirty = plans.reduce((sum, plan) => sum + charactersToSpeak(plan), 0);
  const books = plans.map(({ book }) => book).slice(0, 20);
  const named = plans.length > books.length ? `${books.join(', ')} and more` : books.join(', ');
  return `${describeCount(dirty)} of the ${describeCount(all, 'character')} of ${describeCount(plans.length, 'book')} (${named}). Everything else keeps its takes.`;
}

function bookBlock(plan: PlanReport): string {
  const dirty = plan.chapters.filter(({ toSpeak }) => toSpeak.length > 0);
  const times = timeLine(plan);
  return [
    `#### ${plan.book}: ${codeSpan(plan.title)}`,
    '',
    '| chapter | segments | to speak | characters | why |',
    '| :-- | --: | --: | --: | :-- |',
    ...dirty.slice(0, mostChapters).map(chapterRow),
    ...(dirty.length > mostChapters
      ? ['', `${describeCount(dirty.length - mostChapters, 'further chapter')} to speak.`]
      : []),
    ...(times === '' ? [] : ['', times]),
    ...['', ...segmentLines(dirty)],
  ].join('\n');
}

function chapterRow({ project, segments, toSpeak, charactersToSpeak }: ChapterReport): string {
  const causes = Map.groupBy(toSpeak, ({ cause }) => cause);
  const why = [...causes]
    .slice(0, 10)
    .map(([cause, { length }]) => `${describeCount(length)} ${nameOf(cause)}`);
  const counts = [segments, toSpeak.length, charactersToSpeak].map((count) => describeCount(count));
  return `| ${[project, ...counts, why.join(', ')].join(' | ')} |`;
}

/** How plans call what has a longer name; the rest are words already. */
const names: Readonly<Record<string, string>> = {
  language: 'other language',
  lexicon: 'lexicon or correction',
  model: 'other model',
  engine: 'other engine',
  lost: 'take lost',
};

function nameOf(cause: string): string {
  return names[cause] ?? cause;
}

/** What the cheapest and the fastest number of GPUs take; they may be the same. */
function timeLine({ rows, marks, places }: PlanReport): string {
  const one = places === 'GPUs' ? 'GPU' : 'core';
  const marked = new Set(
    ['cheapest', 'fastest'].map((name) => marks.find(({ mark }) => mark === name)?.gpus),
  );
  const told = rows
    .filter(({ gpus }) => marked.has(gpus))
    .map(({ gpus, wallSeconds, cost }) => {
      const dollars = cost === null ? '' : ` and ${describeDollars(cost)}`;
      return `${describeDuration(wallSeconds)}${dollars} with ${describeCount(gpus, one)}`;
    });
  return told.length === 0 ? '' : `Estimated: ${told.join('; ')}.`;
}

function segmentLines(dirty: readonly ChapterReport[]): string[] {
  const segments = dirty.flatMap(({ project, toSpeak }) =>
    toSpeak.map((segment) => ({ project, ...segment })),
  );
  const rest = segments.length - mostSegments;
  return [
    '<details><summary>What is to be spoken</summary>',
    '',
    ...segments
      .slice(0, mostSegments)
      .map(({ project, cause, text }) => `- ${project}, ${nameOf(cause)}: ${codeSpan(text)}`),
    ...(rest > 0 ? [`- and ${describeCount(rest)} more`] : []),
    '',
    '</details>',
  ];
}
