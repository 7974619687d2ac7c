import { z } from 'zod';
import { DeviceKind } from './device-kind.ts';

const total = z.number().min(0);

/**
 * How fast an engine spoke on a device with a batch, as sums, so that runs add up. A row is one segment;
 * its seconds are those from when it came into the batch to its end.
 */
export const Throughput = z.strictObject({
  engine: z.string(),
  /** Such as `NVIDIA GeForce RTX 4090`, a processor's name, or a server's host and port. */
  device: z.string(),
  deviceKind: DeviceKind,
  batch: z.number().int().min(1),
  rows: z.strictObject({
    count: total,
    characters: total,
    seconds: total,
    charactersSquared: total,
    charactersSeconds: total,
    secondsSquared: total,
  }),
  /** Of the rows. */
  audioSeconds: total,
  /** Starts, from the first sign to the loaded model. */
  loads: z.strictObject({ count: total, seconds: total }),
});
export type Throughput = z.infer<typeof Throughput>;

/** Where a workspace keeps what was measured in its runs, relative to it. */
export const throughputFile = '.audiobook/throughput.json';

/** What that file says. */
export const Throughputs = z.strictObject({ measured: z.array(Throughput) });
export type Throughputs = z.infer<typeof Throughputs>;
