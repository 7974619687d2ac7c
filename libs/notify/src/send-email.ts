import type { RunMessage } from '@audiobook/model/run-message';
import { createTransport } from 'nodemailer';
import type { Attempt, AttemptOptions, FailedAttempt } from './attempt.ts';
import { composeMessage } from './compose-message.ts';
import { emailHtml } from './email-html.ts';
import { messageText } from './message-text.ts';
import { networkTrouble } from './network-trouble.ts';
import { shortLine } from './short-line.ts';
import type { EmailTarget } from './target.ts';

/** Sends a message as e-mail once, to all recipients. */
export async function sendEmail(
  target: EmailTarget,
  message: RunMessage,
  { id, signal, timeoutMs }: AttemptOptions,
): Promise<Attempt> {
  const composed = composeMessage(message);
  const { host, port, user, password, ca } = target;
  const transport = createTransport({
    ...{ host, port, ...securityOf(target) },
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const timeout = AbortSignal.timeout(3 * timeoutMs);
  try {
    const { rejected } = await transport.sendMail({
      from: target.from,
      to: target.to,
      subject: `Audiobook: ${composed.headline}`,
      text: messageText(composed),
      html: emailHtml(composed),
      messageId: `<${id}@${domainOf(target.from)}>`,
      date: new Date(message.at),
      // RFC 3834, so that nobody's holiday answers.
      headers: { 'auto-submitted': 'auto-generated' },
      signal: AbortSignal.any([signal, timeout]),
    });
    return rejected.length === 0 ? { kind: 'arrived' } : refusedSome(rejected.map(String));
  } catch (error) {
    return judge(timeout.aborted ? timeout.reason : error, target, timeoutMs);
  }
}

/** TLS from the first byte, TLS or nothing after STARTTLS, or none. */
function securityOf({ host, port, security }: EmailTarget) {
  const isHere = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
  const usual = port === 465 ? 'tls' : isHere ? 'none' : 'starttls';
  const chosen = security ?? usual;
  return {
    secure: chosen === 'tls',
    requireTLS: chosen === 'starttls',
    ignoreTLS: chosen === 'none',
  };
}

function refusedSome(rejected: string[]): FailedAttempt {
  const found = `it arrived, but not at ${rejected.map((one) => shortLine(one, 100)).join(', ')}, whom the server refused`;
  return { kind: 'refused', found, remedy: 'Correct "to" in audiobook.json.' };
}

interface MailError extends Error {
  /** nodemailer's, such as EAUTH. */
  code?: string;
  /** SMTP's, such as 535. */
  responseCode?: number;
}

/** What OpenSSL says of a server that speaks no TLS. */
const noTls = /wrong version number|packet length too long|unknown protocol/i;

function judge(error: unknown, target: EmailTarget, timeoutMs: number): FailedAttempt {
  const { code = '', responseCode, message } = error as MailError;
  const said = target.password ? message.replaceAll(target.password, '…') : message;
  const found = shortLine(said, 200);
  // RFC 5321, 4.2.1: with 4 it may go well later, with 5 it will not.
  if (responseCode !== undefined && responseCode < 500) {
    return { kind: 'failed', found, remedy: 'Look at what the mail server says.' };
  }
  if (code === 'EAUTH') {
    return { kind: 'refused', found, remedy: 'Correct "user", or what "password" names.' };
  }
  if (code === 'EENVELOPE') {
    return { kind: 'refused', found, remedy: 'Correct "from" and "to".' };
  }
  if (code !== 'ETLS' && responseCode !== undefined) {
    return { kind: 'refused', found, remedy: 'Do what the mail server says.' };
  }
  const trouble = networkTrouble(error, timeoutMs);
  // nodemailer puts a code of its own in the system's place.
  if (message.includes('ECONNREFUSED')) {
    return { ...trouble, remedy: 'Start the mail server, or correct "host" and "port".' };
  }
  const isOtherWise = code === 'ETLS' || noTls.test(message);
  if (!isOtherWise || trouble.found.includes('certificate')) return trouble;
  const remedy =
    'Set "security": "tls" where the port speaks TLS at once, "starttls" where it does later, or "none" for mail that anybody on the way can read.';
  return { kind: 'refused', found, remedy };
}

function domainOf(address: string): string {
  return /@([\w.-]+)>?$/.exec(address)?.[1] ?? 'localhost';
}
