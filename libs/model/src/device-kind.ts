import { z } from 'zod';

/** What an engine runs on: a graphics card, a processor, or a server that does not say. */
export const DeviceKind = z.enum(['card', 'processor', 'server']);
export type DeviceKind = z.infer<typeof DeviceKind>;
