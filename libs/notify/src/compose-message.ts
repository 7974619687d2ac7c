import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { RunMessage } from '@audiobook/model/run-message';
import type { PublishedBook, RunOutcome, RunSummary, SlotCost } from '@audiobook/model/run-record';
import { shortLine, shortText } from './short-line.ts';

type Fact = [name: string, value: string];

/** What a message says, before it takes the form of a target. Nothing in it is escaped yet. */
export interface ComposedMessage {
  /** One line of at most 200 characters. */
  headline: string;
  outcome: RunOutcome | 'test';
  books: ComposedBook[];
  /** Such as ["Segments", "12 spoken"]. */
  facts: Fact[];
  failures: { task: string; message: string }[];
  /** How many more tasks failed. */
  failuresLeftOut: number;
  /** What to do now; empty where there is nothing to do. */
  next: string;
  /** Where the run was. */
  origin: string;
}

export interface ComposedBook {
  title: string;
  detail: string;
  files: { path: string; url?: string }[];
}

/** Longest title, in characters; longer ones are cut in messages alone. */
const longestTitle = 120;
const longestHeadline = 200;
/** Failures that a message tells in full; all stand in the terminal, and most have one cause. */
const mostFailures = 10;
const longestFailure = 1_500;
const mostBooks = 20;
/** Chapters that are named; of the others, it is said how many they are. */
const mostNames = 4;

/** Says what a run came to, for people. */
export function composeMessage(message: RunMessage): ComposedMessage {
  const origin = `${shortLine(message.workspace, 300)} on ${shortLine(message.machine, 100)}`;
  if (message.kind === 'test') {
    return {
      headline: 'Test message: what becomes of your audiobooks is told here',
      outcome: 'test',
      books: [],
      facts: [],
      failures: [],
      failuresLeftOut: 0,
      next: '',
      origin,
    };
  }
  const { summary } = message;
  const failures = summary.failures.slice(0, mostFailures);
  return {
    headline: shortLine(headlineOf(summary), longestHeadline),
    outcome: summary.outcome,
    books: summary.published.slice(0, mostBooks).map((book) => composeBook(book, message.link)),
    facts: factsOf(summary),
    failures: failures.map(({ project, target, message: said }) => ({
      task: shortLine(`${project}:${target}`, 200),
      message: shortText(said, longestFailure),
    })),
    failuresLeftOut: summary.failures.length - failures.length,
    next: nextStep(summary.outcome, shortLine(message.command, 300)),
    origin,
  };
}

function headlineOf(summary: RunSummary): string {
  const { outcome, published, failures, chapters, spoken, wallSeconds } = summary;
  const after = `after ${describeDuration(wallSeconds)}`;
  const kept = `${describeCount(spoken, 'segment')} spoken and kept`;
  switch (outcome) {
    case 'success': {
      const [book] = published;
      if (book === undefined) {
        const of = namesOf(chapters.filter((chapter) => chapter.spoken > 0));
        return `Spoken: ${describeCount(spoken, 'segment')}${of && ` of ${of}`} ${after}`;
      }
      if (published.length > 1) return `${published.length} books are ready ${after}`;
      const draft = book.missing === 0 ? '' : ' as a draft';
      return `“${shortLine(book.title, longestTitle)}” is ready${draft}: ${describeDuration(book.seconds)}`;
    }
    case 'failed':
      return `Failed ${after}: ${failures.map(({ project, target }) => `${project}:${target}`).join(', ')}`;
    case 'interrupted':
      return `Interrupted ${after}: ${kept}`;
    case 'budget':
      return `The budget is spent ${after}: ${kept}`;
    default:
      return outcome satisfies never;
  }
}

/** Empty where there are none. */
function namesOf(chapters: RunSummary['chapters']): string {
  const names = chapters.slice(0, mostNames).map(({ project }) => shortLine(project, 60));
  const more = chapters.length - names.length;
  return [...names, ...(more > 0 ? [`${describeCount(more)} more`] : [])].join(', ');
}

function factsOf(summary: RunSummary): Fact[] {
  const { chapters, spoken, reused, failed, charactersSpoken, audioSeconds, cost } = summary;
  const failedPart = failed === 0 ? '' : `, ${describeCount(failed)} failed`;
  const named = `${describeCount(chapters.length)}: ${namesOf(chapters)}`;
  const speaking: Fact[] = [
    ...(chapters.length > 0 ? [['Chapters', named] satisfies Fact] : []),
    [
      'Segments',
      `${describeCount(spoken)} spoken (${describeCount(charactersSpoken)} characters), ${describeCount(reused)} reused${failedPart}`,
    ],
    [
      'Speech',
      `${describeDuration(audioSeconds)}${reused > 0 ? ', what was reused included' : ''}`,
    ],
  ];
  return [
    ...(chapters.length > 0 || spoken > 0 ? speaking : []),
    ['Time', describeDuration(summary.wallSeconds)],
    ...(cost === undefined ? [] : [['Cost', describeCost(cost)] satisfies Fact]),
  ];
}

function describeCost({ dollars, warmDollars }: SlotCost): string {
  if (warmDollars === 0) return describeDollars(dollars);
  return `${describeDollars(dollars)}, and up to ${describeDollars(warmDollars)} more for slots that stay warm`;
}

function nextStep(outcome: RunOutcome, command: string): string {
  switch (outcome) {
    case 'success':
      return '';
    case 'failed':
      return `Do what stands with each failure, and run the same again: ${command}. What was spoken is kept.`;
    case 'interrupted':
      return `What was spoken is kept. Run the same again to go on: ${command}`;
    case 'budget':
      return `What was spoken is kept. Allow more (AUDIOBOOK_BUDGET, or "budget" in audiobook.json), and run the same again to go on: ${command}`;
    default:
      return outcome satisfies never;
  }
}

function composeBook(book: PublishedBook, link: string | undefined): ComposedBook {
  const draft =
    book.missing === 0 ? '' : `, a draft: ${describeCount(book.missing, 'segment')} missing`;
  return {
    title: shortLine(`${book.title} – ${book.author}`, 2 * longestTitle),
    detail: `${describeCount(book.chapters, 'chapter')}, ${describeDuration(book.seconds)}${draft}`,
    files: book.files.map((path) => {
      const url = linkTo(path, link);
      return { path: shortLine(path, 500), ...(url !== undefined && { url }) };
    }),
  };
}

/** Where a file of dist/books can be fetched; undefined for any other file, and without a link. */
export function linkTo(path: string, link: string | undefined): string | undefined {
  const [top, books, ...inner] = path.split('/');
  if (link === undefined || top !== 'dist' || books !== 'books') return undefined;
  return `${link.replace(/\/+$/, '')}/${inner.map(encodeURIComponent).join('/')}`;
}
