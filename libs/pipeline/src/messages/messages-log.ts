import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The log begins anew when it is longer, in bytes. */
const longestLog = 2 ** 20;

/** What became of the messages of a workspace, relative to it. */
export const messagesLog = '.audiobook/messages.log';

/** Opens the log of messages. */
export function openMessagesLog(workspace: string): { file: string; log: (line: string) => void } {
  const file = join(workspace, messagesLog);
  mkdirSync(dirname(file), { recursive: true });
  const isLong = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longestLog;
  if (isLong) writeFileSync(file, '');
  return { file, log: (line) => appendFileSync(file, `${new Date().toISOString()} ${line}\n`) };
}
