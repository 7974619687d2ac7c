import type { Failure } from '@audiobook/model/failure';
import { expect, it } from 'vitest';
import { ForgetSamples } from './forget-samples.ts';
import { UploadedSamples } from './uploaded-samples.ts';

function make(left: Failure[] = []) {
  const told: string[] = [];
  let times = 0;
  let now = 0;
  const dispatcher = {
    async forgetSamples() {
      times++;
      return left;
    },
  };
  const samples = { uploaded: new UploadedSamples('/nowhere') };
  const forget = new ForgetSamples(
    dispatcher,
    { samples, log: (line) => told.push(line) },
    () => now,
  );
  return { forget, told, times: () => times, pass: (seconds: number) => (now += 1_000 * seconds) };
}

it('waits for the chapters of a run that are left, but not for ever', () => {
  const { forget, times, pass } = make();
  forget.used('run');
  forget.unlessNeeded(false);
  pass(29);
  forget.unlessNeeded(false);
  expect(times()).toBe(0);
  pass(2);
  forget.unlessNeeded(false);
  expect(times()).toBe(1);
  forget.used('run');
  forget.unlessNeeded(true);
  forget.unlessNeeded(true);
  expect(times()).toBe(2);
});

it('gives callers time to call again', () => {
  const { forget, times, pass } = make();
  forget.used('call');
  forget.unlessNeeded(true);
  expect(times()).toBe(0);
  pass(31);
  forget.unlessNeeded(true);
  expect(times()).toBe(1);
});

it('logs what is left, and where', async () => {
  const remedy = 'Delete it there by hand: curl -X DELETE http://gpu/x';
  const { forget, told } = make([
    { kind: 'engine-failed', doing: 'deleting a sample', found: 'it is gone', remedy },
  ]);
  await forget.now();
  expect(told.join('\n')).toContain(remedy);
});
