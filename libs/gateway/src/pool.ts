import { dialectNames } from '@audiobook/engines/endpoint/dialects';
import { Secret } from '@audiobook/model/secret';
import { z } from 'zod';

const Token = Secret.describe(
  'Where a token is read when it is used: the name of an environment variable, or of a file, relative to gpu-runner/.',
);

const batch = z
  .number()
  .int()
  .min(1)
  .max(4_096)
  .describe('How many segments it speaks at the same time; by default what it says itself.');

const pricePerHour = z
  .number()
  .min(0)
  .max(10_000)
  .optional()
  .describe('What an hour of one of these slots costs, in dollars.');

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
  pricePerHour,
});

export type EmbeddedSlots = z.infer<typeof EmbeddedSlots>;

const noName = (most: number) =>
  `it is no name of letters, digits, “.”, “_” and “-”, ${most} of them at most`;

export const EndpointSlot = z.strictObject({
  kind: z.literal('endpoint'),
  name: z
    .string()
    .regex(/^[\w.-]{1,60}$/, noName(60))
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
  token: Token.optional(),
  batch: batch.optional(),
  answerSeconds: z
    .number()
    .min(1)
    .max(3_600)
    .optional()
    .describe('How long an answer may take; 120 by default.'),
  pricePerHour,
});
export type EndpointSlot = z.infer<typeof EndpointSlot>;

/** What all runners have that the gateway starts itself. */
const runnerFields = {
  name: z
    .string()
    .regex(/^[\w.-]{1,40}$/, noName(40))
    .optional()
    .describe('What its slots are called in messages; by default the engine’s name.'),
  engine: z
    .enum(['chatterbox', 'kokoro', 'tone'])
    .describe('The engine of gpu-runner/ that it loads, which voice.json names.'),
  gpus: z
    .union([
      z.enum(['all', 'none']),
      z.array(z.union([z.number().int().min(0), z.string()])).min(1),
    ])
    .default('all')
    .describe('One runner for each of these GPUs, by number or UUID; "none": on the processor.'),
  count: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('How many runners there are where "gpus" is "none".'),
  batch: batch.optional(),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Settings of the engine; gpu-runner/RUNNER.md lists them.'),
  model: z.string().min(1).max(500).optional().describe('The model that it must have.'),
  weights: z
    .string()
    .regex(/^(\/|~\/)/, 'it is no whole path, such as /data/weights or ~/weights')
    .optional()
    .describe('Folder on its machine in which weights are kept; by default the user’s cache.'),
  idleMinutes: z
    .number()
    .min(0.01)
    .max(1_440)
    .optional()
    .describe('A runner ends when nobody has used it for so long; by default 10, in CI 1.'),
  startSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(1_800)
    .describe('How long a runner may take until its model is loaded; the first start fetches it.'),
  answerSeconds: EndpointSlot.shape.answerSeconds,
  pricePerHour,
};

const dockerFields = {
  image: z.string().min(1).default('audiobook-runner').describe('Which `gpu-runner:image` builds.'),
  memory: z
    .string()
    .regex(/^\d+[bkmg]?$/, 'it is no size, such as 12g')
    .optional()
    .describe('The most memory of a container, such as "12g".'),
};

const DockerSlots = z.strictObject({
  kind: z.literal('docker'),
  ...runnerFields,
  ...dockerFields,
  dockerHost: z
    .string()
    .regex(
      /^(unix|tcp|ssh):\/\//,
      'it is no address such as ssh://user@gpu-box or tcp://10.0.0.7:2375',
    )
    .optional()
    .describe('DOCKER_HOST: the engine that runs the containers, where it is not this machine’s.'),
});

const ProcessSlots = z.strictObject({
  kind: z.literal('process'),
  ...runnerFields,
  python: z
    .string()
    .min(1)
    .default('.venv/bin/python')
    .describe('The Python that `gpu-runner:setup` prepares, relative to gpu-runner/.'),
});

const SshSlots = z.strictObject({
  kind: z.literal('ssh'),
  host: z
    .string()
    .regex(/^[^-\s][^\s]*$/, 'it is no host, such as gpu-box or user@10.0.0.7')
    .describe('As ssh takes it: a name of ~/.ssh/config, or user@address.'),
  sshOptions: z
    .array(z.string())
    .default([])
    .describe('Further options of ssh, such as ["-p", "2222"].'),
  runner: z
    .enum(['docker', 'process'])
    .default('docker')
    .describe('How the runner is started there.'),
  folder: z
    .string()
    .min(1)
    .default('~/audiobook/gpu-runner')
    .describe('gpu-runner/ on that machine, for processes.'),
  ...runnerFields,
  ...dockerFields,
  python: ProcessSlots.shape.python,
});
export type RunnerSlots = z.infer<typeof DockerSlots | typeof ProcessSlots | typeof SshSlots>;

const Listen = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
  token: Token.optional(),
});
export type Listen = z.infer<typeof Listen>;

/** gpu-runner/pool.json: where this workspace's segments are spoken. */
export const Pool = z.strictObject({
  $schema: z.string().optional(),
  slots: z
    .array(
      z.discriminatedUnion('kind', [
        EmbeddedSlots,
        EndpointSlot,
        DockerSlots,
        ProcessSlots,
        SshSlots,
      ]),
    )
    .min(1)
    .optional()
    .describe(
      'By default one runner for each GPU of this machine, and one embedded slot for each core.',
    ),
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
