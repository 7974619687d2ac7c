import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentJobs, type ShardReport } from './agent-jobs.ts';

/** A book that was divided for so many agents, into shards of so many characters, a chapter each. */
function book(slug: string, agents: number, ...characters: number[]): ShardReport {
  const shards = characters.map((count, index) => ({
    projects: [`${slug}-0${index + 1}`],
    characters: count,
  }));
  return { book: slug, agents, shards };
}

describe('agentJobs()', () => {
  it('gives each agent one shard of a book', () => {
    expect(agentJobs([book('emma', 3, 300, 100, 200)])).toEqual([
      { name: '1 of 3', projects: 'emma-01', budget: '' },
      { name: '2 of 3', projects: 'emma-03', budget: '' },
      { name: '3 of 3', projects: 'emma-02', budget: '' },
    ]);
  });

  it('starts no more agents for several books than for one', () => {
    const jobs = agentJobs([book('emma', 2, 40, 40), book('lamp', 2, 70, 10), book('tale', 2, 50)]);
    expect(jobs.map(({ projects }) => projects)).toEqual([
      'emma-02,lamp-01',
      'emma-01,lamp-02,tale-01',
    ]);
  });

  it('leaves out what needs no agent', () => {
    expect(agentJobs([book('emma', 3, 0, 20, 0), book('lamp', 3, 0)])).toEqual([
      { name: '1 of 1', projects: 'emma-02', budget: '' },
    ]);
    expect(agentJobs([])).toEqual([]);
  });

  it('divides the budget as the work is divided, and gives nobody more than that', () => {
    const budgets = (...args: Parameters<typeof agentJobs>) =>
      agentJobs(...args).map(({ budget }) => budget);
    expect(budgets([book('emma', 3, 100, 100, 100)], 1)).toEqual(['0.33', '0.33', '0.33']);
    expect(budgets([book('emma', 2, 300, 100)], 2)).toEqual(['1.50', '0.50']);
    expect(budgets([book('emma', 2, 300, 1)], 0.02)).toEqual(['0.01', '0.01']);
  });

  it('gives every chapter with something to speak to one agent, and none much more than its part', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 8 });
    const books = fc.array(counts, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(books, (lengths) => {
        const reports = lengths.map((some, index) => book(`b${index}`, 4, ...some));
        const jobs = agentJobs(reports);
        expect(jobs.length).toBeLessThanOrEqual(4);
        const sizes = new Map(
          reports.flatMap(({ shards }) =>
            shards.map(({ projects: [name = ''], characters }) => [name, characters]),
          ),
        );
        const dealt = jobs.map(({ projects }) => projects.split(','));
        expect(dealt.flat().sort()).toEqual([...sizes.keys()].sort());
        const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        const most = Math.max(...sizes.values());
        for (const projects of dealt) {
          const load = projects.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
          expect(load).toBeLessThanOrEqual(all / 4 + most);
        }
      }),
    );
  });
});
