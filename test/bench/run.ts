/**
 * `npm run bench`: measures, prints a table and writes results/<date>.json.
 *
 *     npm run bench                                  every benchmark
 *     npm run bench -- script engine                 some of them
 *     npm run bench -- cached-run --chapters=1000    other sizes than a benchmark's own
 *     npm run bench -- gateway-scaling --runners=9   likewise
 *     npm run bench -- engine --dry                  keeps no results
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { agentsAgainstOne } from './agents.ts';
import type { Benchmark } from './benchmark.ts';
import { cacheServer } from './cache-server.ts';
import { cachedRun } from './cached-run.ts';
import { edit } from './edit.ts';
import { encode } from './encode.ts';
import { engine } from './engine.ts';
import { gatewayCost } from './gateway-cost.ts';
import { gatewayEmbedded } from './gateway-embedded.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { gatewayOverGateway } from './gateway-over-gateway.ts';
import { gatewayScaling } from './gateway-scaling.ts';
import { importBooks } from './import.ts';
import { memory } from './memory.ts';
import { normalisation } from './normalisation.ts';
import { planAccuracy } from './plan-accuracy.ts';
import { planNovel } from './plan-novel.ts';
import { planOriginal } from './plan-original.ts';
import { publish } from './publish.ts';
import { keepRows } from './results.ts';
import { describeRows, type Row, toRow } from './row.ts';
import { runnerFirstSentence } from './runner-first-sentence.ts';
import { runnerKokoro } from './runner-kokoro.ts';
import { runnerSlots } from './runner-slots.ts';
import { script } from './script.ts';
import { scriptSpeed } from './script-speed.ts';
import { sentences } from './sentences.ts';

const benchmarks: Record<string, Benchmark> = {
  'cached-run': cachedRun,
  edit,
  script,
  'script-speed': scriptSpeed,
  sentences,
  normalisation,
  import: importBooks,
  engine,
  encode,
  publish,
  memory,
  'plan-accuracy': planAccuracy,
  'plan-novel': planNovel,
  'plan-original': planOriginal,
  'gateway-scaling': gatewayScaling,
  'gateway-faults': gatewayFaults,
  'gateway-cost': gatewayCost,
  'gateway-embedded': gatewayEmbedded,
  agents: agentsAgainstOne,
  'cache-server': cacheServer,
  'gateway-over-gateway': gatewayOverGateway,
  'runner-kokoro': runnerKokoro,
  'runner-slots': runnerSlots,
  'runner-first-sentence': runnerFirstSentence,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { chapters: { type: 'string' }, runners: { type: 'string' }, dry: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(1);
}
const [chapters, runners] = [values.chapters, values.runners].map((list) =>
  list?.split(',').map(Number),
);
const rows: Row[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const benchmark = benchmarks[name];
  const say = (what: string) => console.error(`${name}: ${what}`);
  for await (const figure of benchmark?.({
    say,
    ...(chapters && { chapters }),
    ...(runners && { runners }),
  }) ?? []) {
    const row = toRow(name, figure, loadavg()[0] ?? 0);
    rows.push(row);
    console.error(describeRows([row]));
  }
}
console.log(describeRows(rows));
if (!values.dry) console.log(`Kept in ${keepRows(rows)}`);
