import { Email, Webhook } from '@audiobook/model/message-settings';
import { RunMessage } from '@audiobook/model/run-message';
import { z } from 'zod';

/** What settings say of a target; its secrets are read when a message is sent, and never kept. */
export const TargetSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), name: z.string(), webhook: Webhook }),
  z.strictObject({ kind: z.literal('email'), name: z.string(), email: Email }),
]);
export type TargetSettings = z.infer<typeof TargetSettings>;

/** How far the sending to one target is. */
export const Delivery = z.strictObject({
  target: TargetSettings,
  state: z.enum(['pending', 'arrived', 'failed']),
  /** Why the last attempt failed, and what to do. */
  found: z.string().optional(),
  remedy: z.string().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** A file of .audiobook/outbox: a message that is to be sent, and to whom. */
export const MessageJob = z.strictObject({
  /** Receivers get it too, and know by it what they got already. */
  id: z.string().regex(/^msg_[\w-]+$/),
  message: RunMessage,
  deliveries: z.array(Delivery),
});
export type MessageJob = z.infer<typeof MessageJob>;
