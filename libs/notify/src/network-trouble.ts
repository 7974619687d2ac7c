import type { FailedAttempt } from './attempt.ts';
import { shortLine } from './short-line.ts';

/** What OpenSSL says of a certificate that can't be trusted: it is the same a minute later. */
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/;

const remedies: Record<string, string> = {
  ENOTFOUND: 'Correct the name of the host, or connect this machine to the network.',
  EAI_AGAIN: 'Connect this machine to the network.',
  ECONNREFUSED: 'Start the receiver, or correct its address.',
};

/** Why nothing could be sent, from an error of `fetch`, of a socket or of TLS. */
export function networkTrouble(error: unknown, timeoutMs: number): FailedAttempt {
  const cause = rootOf(error);
  const { code = '', message, name } = cause;
  if (name === 'TimeoutError' || code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') {
    const found = `there was no answer in ${timeoutMs / 1_000} s`;
    return { kind: 'failed', found, remedy: 'Look at the receiver, and at what is between.' };
  }
  const found = shortLine(message || code || name, 200);
  if (certificate.test(code) || /certificate|altnames/i.test(message)) {
    const remedy =
      'Give the file of the certificate that it is signed with: "ca" for e-mail, NODE_EXTRA_CA_CERTS for webhooks.';
    return { kind: 'refused', found: `its certificate is not trusted: ${found}`, remedy };
  }
  return { kind: 'failed', found, remedy: remedies[code] ?? 'Look at the receiver.' };
}

interface SystemError extends Error {
  code?: string;
}

/** `fetch` wraps what happened, and a host with several addresses has an error for each. */
function rootOf(error: unknown): SystemError {
  const { cause } = (error ?? {}) as { cause?: unknown };
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (cause instanceof Error) return rootOf(cause);
  return error instanceof Error ? error : new Error(String(error));
}
