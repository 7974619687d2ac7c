import { z } from 'zod';

const Count = z.number().int().min(0).max(1e9);
const Amount = z.number().min(0).max(1e12);

/** A project's name, such as `emma-03`: nothing that Markdown could take for anything else. */
const Project = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .max(100);

/** What of a plan (`plan -- --json=<file>`) is shown in CI. */
export const PlanReport = z.object({
  book: Project,
  title: z.string(),
  chapters: z.array(
    z.object({
      project: Project,
      segments: Count,
      characters: Count,
      charactersToSpeak: Count,
      toSpeak: z.array(z.object({ cause: z.string().regex(/^[a-z -]{1,30}$/), text: z.string() })),
    }),
  ),
  places: z.enum(['GPUs', 'cores']),
  rows: z.array(z.object({ gpus: Count, wallSeconds: Amount, cost: Amount.nullable() })),
  marks: z.array(z.object({ gpus: Count, mark: z.string().regex(/^[a-z ]{1,30}$/) })),
});
export type PlanReport = z.infer<typeof PlanReport>;

/** What there is to speak of a book. */
export function charactersToSpeak({ chapters }: PlanReport): number {
  return chapters.reduce((sum, chapter) => sum + chapter.charactersToSpeak, 0);
}
