import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WebhookAddress } from '@audiobook/model/message-settings';
import type { Secret } from '@audiobook/model/secret';
import type { FailedAttempt } from '@audiobook/notify/attempt';
import type { Target } from '@audiobook/notify/target';
import { findSecret } from '@audiobook/settings/find-secret';
import type { TargetSettings } from './message-job.ts';

/** A target with its secrets, or why it can't be had. */
export type ReadTarget = { target: Target } | { failed: FailedAttempt & { kind: 'refused' } };

/** Reads the secrets of a target where they are kept. */
export async function readTarget(settings: TargetSettings, workspace: string): Promise<ReadTarget> {
  try {
    return { target: await withSecrets(settings, workspace) };
  } catch (error) {
    if (error instanceof Unreadable) return { failed: error.failed };
    throw error;
  }
}

async function withSecrets(settings: TargetSettings, workspace: string): Promise<Target> {
  const { name } = settings;
  const read = (secret: Secret, what: string) => readSecret(secret, what, workspace);
  if (settings.kind === 'webhook') {
    const { format, url, token } = settings.webhook;
    const secret = settings.webhook.format === 'json' ? settings.webhook.secret : undefined;
    return {
      ...{ kind: 'webhook', name, format },
      url: new URL(typeof url === 'string' ? url : await readAddress(url, workspace)),
      ...(secret !== undefined && { secret: await read(secret, 'secret') }),
      ...(token !== undefined && { token: await read(token, 'token') }),
    };
  }
  const { password, ca, ...email } = settings.email;
  return {
    ...{ kind: 'email', name, ...email },
    ...(password !== undefined && { password: await read(password, 'password') }),
    ...(ca !== undefined && { ca: await readCertificates(ca, workspace) }),
  };
}

/** Ends reading within this file. */
class Unreadable extends Error {
  readonly failed: FailedAttempt & { kind: 'refused' };
  constructor(found: string, remedy: string) {
    super(found);
    this.failed = { kind: 'refused', found, remedy };
  }
}

async function readSecret(secret: Secret, what: string, workspace: string): Promise<string> {
  const read = await findSecret(secret, workspace);
  if ('value' in read) return read.value;
  const remedy =
    'env' in secret
      ? `Set ${secret.env} where you start Nx, or keep it in a file: "${what}": {"file": "…"}.`
      : `Put the ${what}, and nothing else, into that file.`;
  throw new Unreadable(`its ${what} can't be read: ${read.found}`, remedy);
}

async function readAddress(secret: Secret, workspace: string): Promise<string> {
  const address = WebhookAddress.safeParse(await readSecret(secret, 'url', workspace));
  if (address.success) return address.data;
  const where = 'env' in secret ? `the environment variable ${secret.env}` : secret.file;
  throw new Unreadable(
    `what ${where} holds is no address such as https://example.org/hook, without a password in it`,
    'Put the address there, and nothing else.',
  );
}

async function readCertificates(file: string, workspace: string): Promise<string> {
  const path = resolve(workspace, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Unreadable(`its "ca" can't be read: ${(error as Error).message}`, certificateRemedy);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Unreadable(`its "ca", ${path}, holds no certificate as PEM`, certificateRemedy);
}

const certificateRemedy = 'Give the file of the certificate that the server’s is signed with.';
