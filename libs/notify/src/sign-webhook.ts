import { createHmac } from 'node:crypto';

/** What is signed: a message's id, the time of this attempt in seconds since 1970, and the body as it is sent. */
export interface SignedContent {
  id: string;
  timestamp: number;
  body: string;
}

/** What opens a secret of Standard Webhooks; the rest is the key in base64. */
const prefix = 'whsec_';

/**
 * The headers by which a receiver knows whom a call is from and that nobody changed it, as Standard
 * Webhooks has them (https://github.com/standard-webhooks/standard-webhooks, 1.0.0): an HMAC-SHA256 of
 * `id.timestamp.body`, and with that of the time, so that a call can't be played again later.
 *
 * @param secret `whsec_` and a key in base64, else the key itself.
 */
export function signWebhook(
  { id, timestamp, body }: SignedContent,
  secret: string,
): { 'webhook-signature': string } {
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { 'webhook-signature': `v1,${signature}` };
}

/** What is wrong with a secret, in words that follow “its secret”; undefined where nothing is. */
export function secretFault(secret: string): string | undefined {
  if (secret.startsWith(prefix) && !/^[A-Za-z0-9+/]+={0,2}$/.test(secret.slice(prefix.length))) {
    return `begins with ${prefix}, and what follows is no base64`;
  }
  return keyOf(secret).length < 16 ? 'is shorter than 16 bytes' : undefined;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
