import type { ComposedMessage } from './compose-message.ts';

/** A message as plain text, without its headline: for e-mail, and in short for push messages. */
export function messageText(message: ComposedMessage): string {
  const { books, facts, failures, failuresLeftOut, next, origin } = message;
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  const paragraphs = [
    ...books.map(({ title, detail, files }) =>
      [title, detail, ...files.map(({ path, url }) => url ?? path)].join('\n'),
    ),
    facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'),
    ...failures.map(({ task, message: said }) => `✗ ${task}\n${said.replace(/^/gm, '  ')}`),
    leftOut(failuresLeftOut),
    next,
    `Run in ${origin}.`,
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** The same without what failures say, which may quote the book: for services of others. */
export function shortMessageText(message: ComposedMessage): string {
  const { books, facts, failures, failuresLeftOut, next, origin } = message;
  const lines = [
    ...books.flatMap(({ title, detail, files }) => [
      `${title}: ${detail}`,
      ...files.flatMap(({ url }) => url ?? []),
    ]),
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...failures.map(({ task }) => `✗ ${task}`),
    leftOut(failuresLeftOut),
    next,
    `Run in ${origin}.`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Says that there were more failures; empty where there were none. */
export function leftOut(count: number): string {
  return count === 0 ? '' : `… and ${count} more, in .audiobook/runs/latest.json`;
}
