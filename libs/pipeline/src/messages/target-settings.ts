import type { MessageSettings, Webhook } from '@audiobook/model/message-settings';
import type { TargetSettings } from './message-job.ts';

/** All targets of a workspace, named so that a user finds them in audiobook.json. */
export function targetSettings({ webhooks, email }: MessageSettings): TargetSettings[] {
  return [
    ...webhooks.map((webhook, at) => ({
      kind: 'webhook' as const,
      name: `webhook ${at + 1} (${describe(webhook)})`,
      webhook,
    })),
    ...(email === undefined
      ? []
      : [{ kind: 'email' as const, name: `e-mail (${email.host})`, email }]),
  ];
}

/** Without the path of its address, which may be a secret. */
function describe({ format, url }: Webhook): string {
  return typeof url === 'string' ? `${format}, ${new URL(url).host}` : format;
}
