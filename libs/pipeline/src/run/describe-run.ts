import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { RunForecast, RunSummary } from '@audiobook/model/run-record';
import { describeSlotCost, describeSlotTime } from './slot-use.ts';

/** A run's summary as the lines that end it. */
export function describeRun(summary: RunSummary): string {
  const { spoken, reused, failed, charactersSpoken, audioSeconds, wallSeconds } = summary;
  const speaking = [
    ...(summary.chapters.length > 0 ? [`Chapters  ${describeCount(summary.chapters.length)}`] : []),
    `Segments  ${describeCount(spoken)} spoken (${describeCount(charactersSpoken)} characters), ${describeCount(reused)} reused, ${describeCount(failed)} failed`,
    `Audio     ${describeDuration(audioSeconds)} of speech`,
  ];
  // What failed need not have been asked to speak.
  const lines = [
    '',
    ...(summary.chapters.length > 0 || spoken > 0 ? speaking : []),
    `Time      ${describeDuration(wallSeconds)}`,
    ...describeSlots(summary),
  ];
  for (const { project, target, message } of summary.failures) {
    lines.push('', `✗ ${project}:${target}`, message.replace(/^/gm, '  '));
  }
  return lines.join('\n');
}

/** What slots did and cost, beside what was foretold when the run began. */
function describeSlots({ slots, cost, forecast, outcome }: RunSummary): string[] {
  if (slots === undefined) return [];
  const lines = [
    cost === undefined
      ? `Slots     ${describeSlotTime(slots)}`
      : `Cost      ${describeSlotCost(cost, slots)}`,
  ];
  if (forecast === undefined) return lines;
  const { loadSeconds, speakingSeconds, idleSeconds, warmSeconds, wallSeconds } = slots;
  const slotSeconds = loadSeconds + speakingSeconds + idleSeconds + warmSeconds;
  const isDone = outcome === 'success';
  const came = [
    `${describeDuration(wallSeconds)} (${percent(wallSeconds, forecast.wallSeconds)})`,
    `${describeDuration(slotSeconds)} of slots (${percent(slotSeconds, forecast.slotSeconds)})`,
    ...(cost !== undefined && forecast.cost
      ? [`${percent(cost.dollars + cost.warmDollars, forecast.cost)} of the cost`]
      : []),
  ];
  lines.push(
    `Planned   ${describeForecast(forecast)}`,
    `${isDone ? 'It took ' : 'So far  '}  ${came.join(', ')}`,
  );
  return lines;
}

function describeForecast({ slotSeconds, cost, costRange, ...time }: RunForecast): string {
  const between = (range: readonly number[], describe: (one: number) => string) =>
    range.map(describe).join(' to ');
  const wall = `${describeDuration(time.wallSeconds)} (${between(time.wallRange, describeDuration)})`;
  const money =
    cost === null || cost === 0 || costRange === null
      ? ''
      : `, ${describeDollars(cost)} (${between(costRange, describeDollars)})`;
  return `${wall}, ${describeDuration(slotSeconds)} of slots${money}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}
