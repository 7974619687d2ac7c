import { resolve } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { ok, type Result } from '@audiobook/model/result';
import { followStatus } from './status/follow-status.ts';
import { shownStatus } from './status/shown-status.ts';
import { type Look, printStatus, type StatusView } from './status/status-view.ts';

export interface StatusOptions {
  /** Goes on until nothing is spoken any more. */
  follow?: boolean;
  /** File that gets the gateway's status as JSON at each look, `null` where no gateway runs. */
  json?: string;
}

/** The `status` targets: shows what the gateway of a workspace is speaking, once or until it is done. */
export async function showStatus(
  options: StatusOptions,
  view: StatusView,
): Promise<Result<undefined>> {
  const look: Look = async () => {
    const status = await view.read();
    if (!status.ok) return status;
    const { value } = status;
    if (options.json !== undefined) {
      await writeJson(resolve(view.workspace, options.json), value ?? null);
    }
    const shown = value === undefined ? undefined : shownStatus(value, view.book);
    return ok(view.book !== undefined && shown?.runs.length === 0 ? undefined : shown);
  };
  if (options.follow) return followStatus(look, view);
  const status = await look();
  if (!status.ok) return status;
  await printStatus(status.value, view);
  return ok();
}
