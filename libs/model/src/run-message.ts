import { z } from 'zod';
import { RunSummary } from './run-record.ts';

const everyMessage = {
  /** When the run ended. */
  at: z.iso.datetime(),
  /** The machine's name. */
  machine: z.string(),
  /** The workspace's folder. */
  workspace: z.string(),
};

/** What people and programs are told: what a run came to, or only that messages arrive. */
export const RunMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('run'),
    ...everyMessage,
    /** What the user typed, such as `npx nx run-many -t publish`. */
    command: z.string(),
    /** Where the contents of dist/books can be fetched. */
    link: z.string().optional(),
    summary: RunSummary,
  }),
  z.strictObject({ kind: z.literal('test'), ...everyMessage }),
]);
export type RunMessage = z.infer<typeof RunMessage>;
