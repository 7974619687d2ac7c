import type { ComposedMessage } from './compose-message.ts';
import { shortMessageText } from './message-text.ts';
import { shortText } from './short-line.ts';

/** What Slack's incoming webhooks are given, and Mattermost's and others that take the same. */
export interface SlackMessage {
  text: string;
  /** False: `*` and `_` of a title stay what they are. */
  mrkdwn: boolean;
}

/** What Slack advises at most is 4,000 characters, and escaping makes text longer. */
const longestText = 3_000;

/** A message for a channel. What failures say stays out of it, which may quote the book. */
export function slackMessage(message: ComposedMessage): SlackMessage {
  const text = `${message.headline}\n${shortMessageText(message)}`;
  return { text: escapeSlack(shortText(text, longestText)), mrkdwn: false };
}

/**
 * The three characters that are not themselves in Slack's texts; and `@` is parted from what follows
 * it, since Mattermost and Discord call a whole channel by plain `@all` and `@everyone`.
 */
function escapeSlack(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200B');
}
