import { z } from 'zod';

const Shard = z.object({
  projects: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)),
  characters: z.number().int().min(0),
});

/** What `shards -- --json=<file>` writes of a book. */
export const ShardReport = z.object({
  book: z.string(),
  agents: z.number().int().min(1),
  shards: z.array(Shard),
});
export type ShardReport = z.infer<typeof ShardReport>;

/** What one agent does, as GitHub's matrix has it: texts. */
export interface AgentJob {
  /** `2 of 3`. */
  name: string;
  /** Chapters to speak, with commas between them. */
  projects: string;
  /** What it may cost, in dollars; empty where nobody said. */
  budget: string;
}

/**
 * Deals out what several books have to be spoken to as many agents as each of them was divided for: the shards with the
 * most first, each to the agent that has the least yet. Shards of which nothing is to be spoken need no agent: the last job
 * finds their takes.
 *
 * @param budget What all of them together may cost, in dollars; it is divided as the work is.
 */
export function agentJobs(books: readonly ShardReport[], budget?: number): AgentJob[] {
  const shards = books.flatMap((book) => book.shards).filter(({ characters }) => characters > 0);
  const agents = Math.max(0, ...books.map((book) => book.agents));
  const loads = Array.from({ length: agents }, () => ({ characters: 0, projects: [] as string[] }));
  for (const shard of shards.sort((one, other) => other.characters - one.characters)) {
    const least = loads.reduce((one, other) => (other.characters < one.characters ? other : one));
    least.characters += shard.characters;
    least.projects.push(...shard.projects);
  }
  const used = loads.filter(({ projects }) => projects.length > 0);
  const all = used.reduce((sum, { characters }) => sum + characters, 0);
  return used.map(({ characters, projects }, index) => ({
    name: `${index + 1} of ${used.length}`,
    projects: projects.sort().join(','),
    budget: budget === undefined ? '' : cents((budget * characters) / all),
  }));
}

/** Together never more than was said, but for agents that would get less than a cent. */
function cents(dollars: number): string {
  return Math.max(0.01, Math.floor(100 * dollars) / 100).toFixed(2);
}
