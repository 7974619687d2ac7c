import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
  const log = (line: string) => {
    try {
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // A message that can't be noted is sent all the same.
    }
  };
  return { file, log };
}

/** What the log says of a message that a target has got. */
export function arrivalLine(id: string, target: string): string {
  return `${id} ${target}: arrived`;
}

/** Which of some targets have got a message, by the log. */
export async function arrivedBy(
  workspace: string,
  id: string,
  targets: readonly string[],
): Promise<Set<string>> {
  const text = await readFile(join(workspace, messagesLog), 'utf8').catch(() => '');
  // Each line begins with its time.
  const lines = new Set(text.split('\n').map((line) => line.slice(line.indexOf(' ') + 1)));
  return new Set(targets.filter((target) => lines.has(arrivalLine(id, target))));
}
