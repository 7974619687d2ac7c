import { describeCount } from '@audiobook/model/describe-count';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import { chosenChapters } from './book/chosen-chapters.ts';
import { writeReport } from './book/write-report.ts';
import { planChapters, takesAsBasis } from './plan/chapter-plan.ts';
import { balanceShards, type Shard } from './shards/balance-shards.ts';
import type { Surroundings } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';
import { tableLines } from './terminal/table-lines.ts';

export interface ShardsOptions {
  /** How many agents there are; has to be said, and Nx keeps one for itself that is said before `--`. */
  agents?: number;
  /** Numbers of chapters, as players show them. */
  chapters?: string | number;
  /** File that gets the shards as JSON: see `writeReport`. */
  json?: string;
}

/** A book's chapters, dealt out to agents. */
export interface BookShards {
  book: string;
  agents: number;
  shards: Shard[];
}

/**
 * More jobs than these no CI starts from one matrix (GitHub Actions: 256). tools/ci/src/agent-count.ts has the same number,
 * since tools/ci may not import this room, and the model is not about CI.
 */
const mostAgents = 256;

/**
 * The `shards` target of a book: deals its chapters out to agents, each of which speaks its own with
 * `nx run-many -t synthesize -p <projects>`, by what there is to speak of them. Speaks nothing.
 */
export async function shards(
  book: BookPaths,
  { agents, chapters: numbers, json }: ShardsOptions,
  { emit }: Surroundings,
): Promise<Result<BookShards>> {
  if (agents === undefined || !Number.isInteger(agents) || agents < 1 || agents > mostAgents) {
    return fail(noAgents(book, agents));
  }
  const chosen = await chosenChapters(book, numbers);
  if (!chosen.ok) return chosen;
  const store = openUserStore(book.workspace, emit);
  const planned = await planChapters(chosen.value, takesAsBasis(store));
  if (!planned.ok) return planned;
  const loads = planned.value.map(({ project, toSpeak, charactersToSpeak }) => ({
    ...{ project, segments: toSpeak.length, characters: charactersToSpeak },
  }));
  const dealt: BookShards = { book: book.slug, agents, shards: balanceShards(loads, agents) };
  if (json !== undefined) {
    const written = await writeReport(book, json, dealt, emit);
    if (!written.ok) return written;
  }
  emit({ kind: 'done', message: shardLines(dealt).join('\n') });
  return ok(dealt);
}

function noAgents({ slug }: BookPaths, agents: number | undefined): Failure {
  return {
    kind: 'bad-request',
    doing: 'reading --agents',
    found: agents === undefined ? 'it is not given' : `its value is ${agents}`,
    remedy: `Write how many agents there are, from 1 to ${mostAgents}, behind two dashes: npx nx run ${slug}:shards -- --agents=3`,
  };
}

function shardLines({ shards: dealt, agents, book }: BookShards): string[] {
  const characters = dealt.map((shard) => shard.characters);
  const most = Math.max(...characters);
  const all = characters.reduce((sum, one) => sum + one, 0);
  const speedUp = `${(all / most).toFixed(2)} times as fast as one`;
  return [
    ...tableLines(
      [
        ['shard', 'segments', 'characters', 'chapters'],
        ...dealt.map((shard) => [
          shard.name,
          ...[describeCount(shard.segments), describeCount(shard.characters)],
          shard.projects.join(', '),
        ]),
      ],
      ['left', 'right', 'right', 'left'],
    ),
    ...(all === 0 ? [`Every segment has its take. Make the book: npx nx run ${book}:publish`] : []),
    ...(all > 0 && agents > 1
      ? [`${describeCount(agents, 'agent')} alike: ${speedUp}; a chapter is never divided.`]
      : []),
  ];
}
