import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { RunMessage } from '@audiobook/model/run-message';
import type { Attempt } from '@audiobook/notify/attempt';
import { deliver } from '@audiobook/notify/deliver';
import type { Surroundings } from '../stage-event.ts';
import { readWorkspaceSettings } from '../workspace-settings.ts';
import type { TargetSettings } from './message-job.ts';
import { readTarget } from './read-target.ts';
import { targetSettings } from './target-settings.ts';

const doing = 'sending a test message';

const example = `{
  "messages": {
    "afterMinutes": 10,
    "webhooks": [{ "format": "ntfy", "url": "https://ntfy.sh/a-name-that-nobody-guesses" }],
    "email": {
      "host": "smtp.example.org", "user": "me", "password": { "env": "SMTP_PASSWORD" },
      "from": "me@example.org", "to": ["me@example.org"]
    }
  }
}`;

/** `notify:send-test`: sends a message to every target of audiobook.json once, and says of each whether it arrived. */
export async function sendTestMessage(
  workspace: string,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const settings = await readWorkspaceSettings(workspace);
  if (!settings.ok) return settings;
  const { messages } = settings.value;
  const targets = messages === undefined ? [] : targetSettings(messages);
  if (targets.length === 0) {
    const found = 'audiobook.json names nobody who is told';
    const remedy = `Name somebody in audiobook.json, at the top of the workspace, such as\n${example}`;
    return fail({ kind: 'bad-request', doing, found, remedy });
  }
  const at = new Date().toISOString();
  const message: RunMessage = { kind: 'test', at, machine: hostname(), workspace };
  const arrived = await Promise.all(
    targets.map(async (target) => {
      const attempt = await sendOne(target, message, { workspace, signal });
      if (attempt !== undefined) {
        emit({ kind: 'done', message: describe(target.name, attempt) });
      }
      return attempt?.kind === 'arrived';
    }),
  );
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  const failed = arrived.filter((one) => !one).length;
  if (failed === 0) return ok();
  const found = `${failed} of ${targets.length} did not get it`;
  return fail({ kind: 'bad-request', doing, found, remedy: 'Do what stands below each ✗.' });
}

async function sendOne(
  settings: TargetSettings,
  message: RunMessage,
  { workspace, signal }: { workspace: string; signal: AbortSignal },
): Promise<Attempt | undefined> {
  const read = await readTarget(settings, workspace);
  if ('failed' in read) return read.failed;
  // What fails now is to be told now.
  return deliver(read.target, message, { id: `msg_${randomUUID()}`, signal, waits: [] });
}

function describe(name: string, attempt: Attempt): string {
  if (attempt.kind === 'arrived') return `✓ ${name}: arrived`;
  return `✗ ${name}: ${attempt.found}\n  → ${attempt.remedy}`;
}
