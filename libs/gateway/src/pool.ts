import { dialectNames } from '@audiobook/engines/endpoint/dialect';
import { z } from 'zod';

/** A secret, which is never in pool.json itself. */
const Secret = z
  .union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })])
  .describe(
    'Where a token is read when it is used: the name of an environment variable, or of a file, relative to gpu-runner/.',
  );
export type Secret = z.infer<typeof Secret>;

const batch = z
  .number()
  .int()
  .min(1)
  .max(4_096)
  .describe('How many segments it speaks at the same time; by default what it says itself.');

const EmbeddedSlots = z.strictObject({
  kind: z.literal('embedded'),
  engine: z.string().default('espeak-ng').describe('The engine that speaks in this machine.'),
  count: z
    .number()
    .int()
    .min(1)
    .max(1_024)
    .optional()
    .describe('How many slots; by default one for each core.'),
});

const EndpointSlot = z.strictObject({
  kind: z.literal('endpoint'),
  name: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .optional()
    .describe('What the slot is called in messages; by default the host and port of its URL.'),
  url: z
    .url({ protocol: /^https?$/, error: 'it is no address such as http://gpu-box:8880' })
    .describe('The server’s address, without /v1, such as http://gpu-box:8880.'),
  everyAddress: z
    .boolean()
    .default(false)
    .describe('One slot for each address of the host name, looked up again every few seconds.'),
  dialect: z
    .enum(dialectNames)
    .default('audiobook')
    .describe('Which project’s server it is; audiobook is this project’s own contract.'),
  engine: z.string().min(1).describe('The engine that voice.json names.'),
  serverModel: z.string().min(1).optional().describe('What the server calls the model.'),
  model: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('The identity of the model, which books pin; needed where the server reports none.'),
  token: Secret.optional(),
  batch: batch.optional(),
  answerSeconds: z
    .number()
    .min(1)
    .max(3_600)
    .optional()
    .describe('How long an answer may take; 120 by default.'),
});
export type EndpointSlot = z.infer<typeof EndpointSlot>;

const Listen = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
  token: Secret.optional(),
});
export type Listen = z.infer<typeof Listen>;

/** gpu-runner/pool.json: where this workspace's segments are spoken. */
export const Pool = z.strictObject({
  $schema: z.string().optional(),
  slots: z
    .array(z.discriminatedUnion('kind', [EmbeddedSlots, EndpointSlot]))
    .min(1)
    .default([{ kind: 'embedded', engine: 'espeak-ng' }]),
  listen: Listen.optional().describe(
    'Serves the speech contract over HTTP to other programs. An address other than loopback needs a token.',
  ),
  idleSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('How long the gateway stays after its last client has gone; by default 10, in CI 3.'),
});
export type Pool = z.infer<typeof Pool>;
