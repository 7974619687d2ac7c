import { Secret } from '@audiobook/model/secret';
import { z } from 'zod';

/** In 10⁹ bytes. */
const gigabytes = z.number().positive();

/** How much, how long, how many. */
export const Limits = z.strictObject({
  /** The largest artefact, as Nx sends it, in 10⁹ bytes. S3 takes no more than 5 at once. */
  artefactGb: gigabytes.max(5).default(4),
  /** What an artefact may come to unpacked, in 10⁹ bytes. */
  unpackedGb: gigabytes.default(16),
  /** Files and folders in an artefact, those on the way to others too. */
  artefactFiles: z.number().int().min(1).default(100_000),
  /** All artefacts together, in 10⁹ bytes; beyond it, what was used longest ago goes. */
  artefactsGb: gigabytes.default(50),
  /** All takes together, in 10⁹ bytes. Without it no take is ever removed. */
  takesGb: gigabytes.optional(),
  /** Uploads at a time; others wait. */
  uploads: z.number().int().min(1).default(64),
  connections: z.number().int().min(1).default(2_048),
  /** A connection on which less than `slowestKbPerSecond` has come in so many seconds is ended. */
  idleSeconds: z.number().min(1).max(600).default(30),
  /** In 10³ bytes. */
  slowestKbPerSecond: z.number().min(0).default(10),
  /** How long uploads under way may take when the server is to end. */
  endSeconds: z.number().min(0).default(60),
});
export type Limits = z.infer<typeof Limits>;

/** A bucket of an S3-compatible store. */
export const S3 = z.strictObject({
  /** `https://s3.eu-central-1.amazonaws.com`, `http://minio:9000`. */
  endpoint: z.url({ protocol: /^https?$/, error: 'it is no address that begins with https://' }),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,62}$/, 'it is no name of a bucket'),
  region: z.string().min(1).default('us-east-1'),
  /** What the names of all entries begin with. */
  prefix: z
    .string()
    .regex(
      /^([\w-]+\/)*$/,
      'it is no prefix, such as audiobook/: letters, digits, _ - and / at its end',
    )
    .default(''),
  accessKeyId: Secret,
  secretAccessKey: Secret,
});
export type S3 = z.infer<typeof S3>;

/** cache-server.json: what a person may set. */
export const CacheServerSettings = z.strictObject({
  $schema: z.string().optional(),
  /** The address to listen on. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 is any free one. */
  port: z.number().int().min(0).max(65_535).default(8_791),
  /**
   * The folder of the signing key, of uploads under way and, without `s3`, of all entries; relative to the
   * settings file. By default `audiobook/cache-server` in the user's data folder.
   */
  data: z.string().min(1).optional(),
  s3: S3.optional(),
  limits: Limits.prefault({}),
});
export type CacheServerSettings = z.infer<typeof CacheServerSettings>;
