import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { lastFailure } from '@audiobook/engines/gateway/last-failure';
import { describeFailure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import { type StatusOptions, showStatus } from './show-status.ts';
import type { Surroundings } from './stage-event.ts';
import { describeIdleBook } from './status/idle-book.ts';
import { openUserStore } from './takes/open-store.ts';
import { openTerminal } from './terminal/terminal.ts';

/** The `status` target of a book: how far its chapters are, spoken now or not. */
export function bookStatus(
  book: BookPaths,
  options: StatusOptions,
  surroundings: Surroundings,
): Promise<Result<undefined>> {
  const { slug, workspace } = book;
  const store = openUserStore(workspace, surroundings.emit);
  return showStatus(options, {
    ...{ ...surroundings, workspace, project: slug, book: slug, terminal: openTerminal() },
    read: () => readGatewayStatus(workspace),
    idle: () => describeIdleBook(book, store),
  });
}

const noGateway = [
  'No gateway runs: the first segment without a take starts one.',
  '',
  'Speak what is missing: npx nx run-many -t synthesize',
  'Load the models now:   npx nx run gpu-runner:serve',
];

/** `gpu-runner:status`: the whole gateway, its slots and every run. */
export function gatewayStatus(
  workspace: string,
  options: StatusOptions,
  surroundings: Surroundings,
): Promise<Result<undefined>> {
  return showStatus(options, {
    ...{ ...surroundings, workspace, project: 'gpu-runner', terminal: openTerminal() },
    read: () => readGatewayStatus(workspace),
    idle: async () => [...(await whyNone(workspace)), ...noGateway],
  });
}

/** Why the last gateway could not start, where that is why there is none. */
async function whyNone(workspace: string): Promise<string[]> {
  const failure = await lastFailure(workspace);
  if (failure === undefined) return [];
  return ['The last gateway could not start.', ...describeFailure(failure).split('\n'), ''];
}
