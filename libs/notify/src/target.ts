import type { Email } from '@audiobook/model/message-settings';

/** A webhook whose secrets have been read. */
export interface WebhookTarget {
  kind: 'webhook';
  /** What it is called in messages; never its address, which may be a secret. */
  name: string;
  format: 'json' | 'ntfy' | 'slack';
  url: URL;
  /** What the call is signed with. */
  secret?: string;
  /** Sent as a bearer's. */
  token?: string;
}

/** E-mail whose password and certificates have been read. */
export interface EmailTarget extends Omit<Email, 'password' | 'ca'> {
  kind: 'email';
  name: string;
  password?: string;
  /** Certificates that are trusted, as PEM. */
  ca?: string;
}

/** Where a message goes. */
export type Target = WebhookTarget | EmailTarget;
