import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused. */
export interface Refusal {
  status: 401 | 403;
  problem: string;
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address that a server listens on can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Whether a request over TCP may be answered: with the token where there is one. Without, only programs of
 * this machine ask, and a page in a browser, which names its origin or a host of its own, does not.
 */
export function refusalOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  token: string | undefined,
): Refusal | undefined {
  if (token !== undefined) {
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (given !== undefined && isSame(given, token)) return undefined;
    return { status: 401, problem: 'the header “Authorization: Bearer …” lacks the right token' };
  }
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (headers.origin === undefined && loopbackNames.has(host)) return undefined;
  return { status: 403, problem: 'without a token, only programs of this machine may ask' };
}

/** Takes as long for any two texts. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(first as Buffer, second as Buffer);
}
