import type { Spent } from '@audiobook/ledger/spent';
import { describeDollars } from '@audiobook/model/describe-dollars';
import type { Failure } from '@audiobook/model/failure';
import type { SlotPlan } from '../slot.ts';
import type { Scope } from './limits.ts';

/** What counts against a limit, in dollars and seconds. */
export interface SpentMoney
  extends Pick<Spent, 'cost' | 'loadSeconds' | 'speakingSeconds' | 'idleSeconds'> {
  /** For slots that stay warm, until they end by themselves. */
  kept: number;
  /** For what is under way, or would be next. */
  underWay: number;
  /** To open the cheapest slot, where none is open: its loading, a segment, and its warm time. */
  opening?: number;
}

const whose: Record<Scope, (book: string) => string> = {
  run: () => 'this run',
  book: (book) => `the book ${book}`,
  month: () => 'a calendar month',
};

const more: Record<Scope, (book: string) => string> = {
  run: () =>
    'To go on, run the same command again, which may spend as much once more; or give it more: AUDIOBOOK_BUDGET=<dollars> before it, or "budget": {"run": <dollars>} in audiobook.json.',
  book: () =>
    'To go on, raise "book" of "budget" in audiobook.json, and run the same command again.',
  month: () =>
    'To go on, raise "month" of "budget" in audiobook.json, and run the same command again; or run it again next month.',
};

/** A limit is reached. */
export function budgetSpent(
  scope: Scope,
  limit: number,
  { cost, loadSeconds, speakingSeconds, idleSeconds, kept, underWay, opening = 0 }: SpentMoney,
  book: string,
): Failure {
  const time = [
    `${describeSeconds(loadSeconds)} loading`,
    `${describeSeconds(speakingSeconds)} speaking`,
    `${describeSeconds(idleSeconds)} idle`,
  ].join(', ');
  const reserved = [
    ...(underWay > 0 ? [`${describeDollars(underWay)} to end what is under way`] : []),
    ...(opening > 0
      ? [
          `${describeDollars(opening)} to start a slot, speak one segment, and wait until it ends by itself`,
        ]
      : []),
    ...(kept > 0 ? [`${describeDollars(kept)} until its warm slots end by themselves`] : []),
  ];
  const found = [
    `${whose[scope](book)} may cost ${describeDollars(limit)}; it has cost ${describeDollars(cost)} (${time})`,
    ...(reserved.length > 0 ? [`, and needs ${reserved.join(' and ')}`] : []),
  ].join('');
  const less =
    kept + opening > 0 ? ' Runners end sooner with a smaller "idleMinutes" in pool.json.' : '';
  return {
    kind: 'budget-spent',
    doing: 'looking whether there is money for more',
    found,
    remedy: `Every segment that was spoken is kept. ${more[scope](book)}${less}`,
  };
}

/** A budget is set, and a slot has no price. */
export function unpriced({ name, engine }: SlotPlan): Failure {
  return {
    kind: 'bad-request',
    doing: 'looking what speaking costs, since there is a budget',
    found: `the slot ${name} of ${engine} has no price`,
    remedy: [
      'Add what an hour of it costs in dollars, or 0, to its entry in gpu-runner/pool.json: "pricePerHour": 0.25.',
      `Where there is no such file, write { "slots": [{ "kind": "docker", "engine": "${engine}", "pricePerHour": 0.25 }, { "kind": "embedded" }] }, or "process" without Docker.`,
      'Or take the budget away.',
    ].join('\n'),
  };
}

function describeSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
