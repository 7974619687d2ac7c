import { retrySeconds } from '@audiobook/model/retry-after';
import type { RunMessage } from '@audiobook/model/run-message';
import type { Attempt, AttemptOptions, FailedAttempt } from './attempt.ts';
import { composeMessage } from './compose-message.ts';
import { networkTrouble } from './network-trouble.ts';
import { ntfyMessage, ntfyTopic } from './ntfy-message.ts';
import { shortLine } from './short-line.ts';
import { secretFault, signWebhook } from './sign-webhook.ts';
import { slackMessage } from './slack-message.ts';
import type { WebhookTarget } from './target.ts';
import { webhookPayload } from './webhook-payload.ts';

/** The most of an answer that is read, in bytes: its first words say what is wrong. */
const longestAnswer = 4_096;

/** Calls a webhook once. It is never redirected: what is signed and what authorises is for this address. */
export async function postWebhook(
  target: WebhookTarget,
  message: RunMessage,
  { id, signal, timeoutMs }: AttemptOptions,
): Promise<Attempt> {
  const call = callOf(target, message);
  if ('kind' in call) return call;
  const body = JSON.stringify(call.content);
  const timestamp = Math.floor(Date.now() / 1_000);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'audiobook',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        ...(target.secret !== undefined && signWebhook({ id, timestamp, body }, target.secret)),
        ...(target.token !== undefined && { authorization: `Bearer ${target.token}` }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    return await judge(response, target);
  } catch (error) {
    const trouble = networkTrouble(timeout.aborted ? timeout.reason : error, timeoutMs);
    return { ...trouble, found: withoutSecrets(trouble.found, target) };
  }
}

function callOf(
  target: WebhookTarget,
  message: RunMessage,
): { url: URL; content: object } | FailedAttempt {
  const fault = target.secret === undefined ? undefined : secretFault(target.secret);
  if (fault !== undefined) {
    const remedy = 'Make one with: echo "whsec_$(openssl rand -base64 32)"';
    return { kind: 'refused', found: `its secret ${fault}`, remedy };
  }
  if (target.token !== undefined && !/^[\x21-\x7e]+$/.test(target.token)) {
    const found = 'its token holds a space, a line break or another character that no token has';
    return { kind: 'refused', found, remedy: 'Put the token, and nothing else, where it is kept.' };
  }
  switch (target.format) {
    case 'json':
      return { url: target.url, content: webhookPayload(message) };
    case 'slack':
      return { url: target.url, content: slackMessage(composeMessage(message)) };
    case 'ntfy': {
      const place = ntfyTopic(target.url);
      if (place !== undefined) {
        return { url: place.server, content: ntfyMessage(composeMessage(message), place.topic) };
      }
      const remedy = 'Give one such as https://ntfy.sh/my-topic.';
      return { kind: 'refused', found: 'its address names no topic', remedy };
    }
    default:
      return target.format satisfies never;
  }
}

async function judge(response: Response, target: WebhookTarget): Promise<Attempt> {
  const { status, headers } = response;
  if (response.ok) {
    await response.body?.cancel();
    return { kind: 'arrived' };
  }
  const said = await firstWords(response, target);
  const found = `it answered ${status}${said === '' ? '' : `: ${said}`}`;
  const wait = retrySeconds(headers.get('retry-after') ?? undefined);
  if (status === 429 || status >= 500) {
    const remedy = 'Look at the receiver: it is overloaded, or does not work.';
    return { kind: 'failed', found, remedy, ...(wait !== undefined && { retrySeconds: wait }) };
  }
  return { kind: 'refused', found, remedy: remedyFor(status) };
}

function remedyFor(status: number): string {
  if (status >= 300 && status < 400) return 'Give the address itself: redirects are not followed.';
  if (status === 401 || status === 403) return 'Correct its "token", or its "secret".';
  if (status === 404 || status === 410) return 'Correct its "url".';
  return 'Look whether its "format" is the one that this receiver takes.';
}

/** What a receiver says, without what must not be shown. */
async function firstWords(response: Response, target: WebhookTarget): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of response.body ?? []) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= longestAnswer) break;
  }
  const text = bytes.subarray(0, longestAnswer).toString('utf8');
  return shortLine(withoutSecrets(text, target), 200);
}

/** A receiver may repeat what it was sent, and its path may be a secret too. */
function withoutSecrets(text: string, { url, secret, token }: WebhookTarget): string {
  const path = `${url.pathname}${url.search}`;
  const hidden = [url.href, path.length > 1 ? path : '', secret, token];
  return hidden.reduce<string>((said, hide) => (hide ? said.replaceAll(hide, '…') : said), text);
}
