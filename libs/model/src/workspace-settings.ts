import { z } from 'zod';
import { MessageSettings } from './message-settings.ts';
import { SharedTakesSettings } from './shared-takes-settings.ts';

/** Money, in dollars. */
const dollars = z.number().positive().max(1_000_000);

/** What may be spent; the smallest that is left of these counts. */
export const Budget = z.strictObject({
  run: dollars.optional().describe('What one run may cost; AUDIOBOOK_BUDGET says otherwise.'),
  book: dollars.optional().describe('What one book may cost, from its first take on.'),
  month: dollars.optional().describe('What all books together may cost in a calendar month (UTC).'),
});
export type Budget = z.infer<typeof Budget>;

/** audiobook.json: what a workspace is set to, for all of its books. */
export const WorkspaceSettings = z.strictObject({
  $schema: z.string().optional(),
  budget: Budget.optional().describe(
    'In dollars; slots say what they cost in gpu-runner/pool.json.',
  ),
  messages: MessageSettings.optional().describe(
    'Who is told what a run came to; `npx nx run notify:send-test` tries it.',
  ),
  sharedTakes: SharedTakesSettings.optional().describe(
    'The cache server at which machines share what they have spoken.',
  ),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;
