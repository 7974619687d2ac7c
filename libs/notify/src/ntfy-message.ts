import type { ComposedMessage } from './compose-message.ts';
import { shortMessageText } from './message-text.ts';
import { shortBytes } from './short-line.ts';

/** What a server of ntfy is given: its JSON form (https://docs.ntfy.sh/publish/#publish-as-json). */
export interface NtfyMessage {
  topic: string;
  title: string;
  message: string;
  /** From 1 (least) to 5. */
  priority: number;
  tags: string[];
  /** Opened by a tap on the message. */
  click?: string;
}

/** Longer messages become attachments, in bytes (https://docs.ntfy.sh/publish/#limitations). */
const longestMessage = 4_096;

const priorities = { success: 3, test: 3, interrupted: 3, failed: 4, budget: 4 } as const;

/** A message for a topic of ntfy. What failures say stays out of it: topics may be public. */
export function ntfyMessage(message: ComposedMessage, topic: string): NtfyMessage {
  const click = message.books.flatMap(({ files }) => files).find(({ url }) => url)?.url;
  return {
    topic,
    title: message.headline,
    message: shortBytes(shortMessageText(message), longestMessage),
    priority: priorities[message.outcome],
    tags: ['audiobook', message.outcome],
    ...(click !== undefined && { click }),
  };
}

/**
 * The server and the topic of a topic's address: `https://ntfy.sh/my-topic` → `https://ntfy.sh/` and
 * `my-topic`. Undefined where there is no topic in it, as ntfy names them.
 */
export function ntfyTopic(address: URL): { server: URL; topic: string } | undefined {
  const [, folder = '/', topic] = /^(\/(?:.*\/)?)([\w-]{1,64})\/?$/.exec(address.pathname) ?? [];
  if (topic === undefined) return undefined;
  return { server: new URL(folder, address), topic };
}
