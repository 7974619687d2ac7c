import type { RunMessage } from '@audiobook/model/run-message';
import type { ChapterRecord, PublishedBook, RunSummary } from '@audiobook/model/run-record';
import { composeMessage, linkTo } from './compose-message.ts';

/** What a webhook is given as JSON, in the way of Standard Webhooks. */
export interface WebhookPayload {
  type: 'run.ended' | 'test';
  /** When the run ended. */
  timestamp: string;
  data: {
    /** One line for people. */
    headline: string;
    machine: string;
    workspace: string;
    /** What to do now, for people; missing where there is nothing to do. */
    next?: string;
    command?: string;
    summary?: PayloadSummary;
  };
}

/** A run's summary, with addresses; of long lists the beginning, and how much is left out. */
export type PayloadSummary = Omit<RunSummary, 'published' | 'chapters' | 'failures'> & {
  published: (Omit<PublishedBook, 'files'> & { files: { path: string; url?: string }[] })[];
  chapters: ChapterRecord[];
  chaptersLeftOut: number;
  failures: { project: string; target: string; message: string }[];
  failuresLeftOut: number;
};

/** Chapters that are listed one by one: those of several long books. */
const mostChapters = 200;

/** The JSON form of a message. */
export function webhookPayload(message: RunMessage): WebhookPayload {
  const { headline, failures, failuresLeftOut, next } = composeMessage(message);
  const { at, machine, workspace } = message;
  if (message.kind === 'test') {
    return { type: 'test', timestamp: at, data: { headline, machine, workspace } };
  }
  const { command, link, summary } = message;
  return {
    type: 'run.ended',
    timestamp: at,
    data: {
      headline,
      machine,
      workspace,
      ...(next !== '' && { next }),
      command,
      summary: {
        ...summary,
        published: summary.published.map((book) => ({
          ...book,
          files: book.files.map((path) => {
            const url = linkTo(path, link);
            return { path, ...(url !== undefined && { url }) };
          }),
        })),
        chapters: summary.chapters.slice(0, mostChapters),
        chaptersLeftOut: Math.max(0, summary.chapters.length - mostChapters),
        failures: summary.failures.slice(0, failures.length).map((failure, at) => ({
          ...failure,
          message: failures[at]?.message ?? '',
        })),
        failuresLeftOut,
      },
    },
  };
}
