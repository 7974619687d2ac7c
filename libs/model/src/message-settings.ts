import { z } from 'zod';
import { Secret } from './secret.ts';

const whereKept =
  'the name of an environment variable, or of a file, relative to the top of the workspace.';

const isPlainAddress = (text: string) => {
  const { protocol, username, password } = URL.parse(text) ?? { protocol: '' };
  return /^https?:$/.test(protocol) && !username && !password;
};

/** An http address without a password in it; fetch refuses those that have one. */
export const WebhookAddress = z
  .string()
  .refine(
    isPlainAddress,
    'it is no address such as https://example.org/hook; a password in it goes into "token"',
  );

const url = z
  .union([WebhookAddress, Secret], {
    error:
      'it is neither an address such as https://example.org/hook, without a password in it, nor {"env": "NAME"} or {"file": "…"}',
  })
  .describe(`The address; where it is a secret itself, as Slack’s are: ${whereKept}`);

const token = Secret.optional().describe(`Sent as “Authorization: Bearer …”: ${whereKept}`);

const JsonWebhook = z.strictObject({
  format: z.literal('json').describe('The run’s summary as JSON; libs/notify/README.md has it.'),
  url,
  secret: Secret.optional().describe(
    `What the call is signed with by HMAC-SHA256 (Standard Webhooks): ${whereKept}`,
  ),
  token,
});

const NtfyWebhook = z.strictObject({
  format: z.literal('ntfy').describe('A push message: https://ntfy.sh, or a server of your own.'),
  url: url.describe('The address of the topic, such as https://ntfy.sh/my-topic.'),
  token,
});

const SlackWebhook = z.strictObject({
  format: z.literal('slack').describe('Slack, Mattermost, and what else takes the same.'),
  url,
  token,
});

export const Webhook = z.discriminatedUnion('format', [JsonWebhook, NtfyWebhook, SlackWebhook]);
export type Webhook = z.infer<typeof Webhook>;

const address = z
  .string()
  .max(320)
  .regex(
    /^(?=[^<>]*<[^<>\s@,;]+@[^<>\s@,;]+>$|[^<>\s@,;]+@[^<>\s@,;]+$)[^\p{Cc}]*$/u,
    'it is no address such as me@example.org or "Me <me@example.org>"',
  );

export const Email = z
  .strictObject({
    host: z
      .string()
      .regex(/^[^\s/@]+$/, 'it is no name of a host, such as smtp.example.org')
      .describe('The mail server that takes the message.'),
    port: z.number().int().min(1).max(65_535).default(587),
    security: z
      .enum(['tls', 'starttls', 'none'])
      .optional()
      .describe(
        'By default tls on port 465, none for this machine itself, and starttls elsewhere, without which nothing is sent.',
      ),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File with the certificates (PEM) to trust, relative to the top of the workspace; by default those that everybody trusts.',
      ),
    user: z.string().min(1).optional(),
    password: Secret.optional().describe(`Of the user: ${whereKept}`),
    from: address.describe('Whom the message is from.'),
    to: z.array(address).min(1).max(50).describe('Whom it goes to.'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: '"user" and "password" go together, and one of them is missing',
  });
export type Email = z.infer<typeof Email>;

/** Who is told what a run came to, and when. */
export const MessageSettings = z.strictObject({
  afterMinutes: z
    .number()
    .min(0)
    .max(100_000)
    .default(10)
    .describe('Runs that took less time are told to nobody; 0: all are told.'),
  link: z
    .url({ protocol: /^https?$/, error: 'it is no address such as https://nas.example.org/books' })
    .optional()
    .describe('Where the contents of dist/books can be fetched, for links in messages.'),
  webhooks: z.array(Webhook).max(20).default([]),
  email: Email.optional(),
});
export type MessageSettings = z.infer<typeof MessageSettings>;
