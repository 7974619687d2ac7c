import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bookPaths, chapterPaths } from '../book/book-paths.ts';
import { withSlots } from '../testing/with-slots.ts';
import { keepForecast, readForecast } from './run-forecast.ts';

const card = 'NVIDIA GeForce RTX 4090';
const slots = [{ kind: 'process', engine: 'chatterbox', pricePerHour: 0.36, idleMinutes: 1 }];

const plan = (project: string, segments: number, done: number, characters: number) => ({
  ...{ project, book: 'lamp', segments, done, characters, estimated: false },
});

test('what a run takes on the slots that there are is foretold when it begins', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'audiobook-forecast-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  await withSlots(workspace, slots, [card, card]);
  const { signal } = new AbortController();
  const chapters = [plan('lamp-01', 100, 20, 8_000), plan('lamp-02', 40, 40, 0)];
  const projects = ['01-lit', '02-out'].map((folder, index) => ({
    ...{ project: `lamp-0${index + 1}`, root: `books/lamp/chapters/${folder}` },
  }));
  const run = { workspace, run: '1-1', plans: chapters, projects };
  const speakWith = async (engine: string) => {
    // The second chapter has no script yet.
    const { segments } = chapterPaths(bookPaths(workspace, 'lamp'), '01-lit');
    const voice = { language: 'en', engine, model: 'm', voice: 'v', params: {}, take: 1 };
    const segment = { id: 's000000000001', spoken: 'The lamp was lit.', ...voice };
    await writeJson(segments, { segments: [segment] });
    await keepForecast(run, signal);
    return readForecast(workspace, '1-1');
  };
  expect(await speakWith('unheard-of')).toBeUndefined();
  const kept = await speakWith('chatterbox');
  // What is left when another gateway goes on is no forecast of the run.
  await keepForecast({ ...run, plans: [plan('lamp-01', 100, 90, 1_000)] }, signal);
  expect(await readForecast(workspace, '1-1')).toEqual(kept);
  // Eighty equal segments on two slots, and each slot's start and warm minute.
  const wall = 30 + 8_000 / 26.6 / 2;
  expect(kept?.wallSeconds).toBeCloseTo(wall, 3);
  expect(kept?.slotSeconds).toBeCloseTo(2 * (wall + 60), 3);
  expect(kept?.cost).toBeCloseTo((0.36 * 2 * (wall + 60)) / 3_600, 6);
  // With the money for one, no other slot is opened.
  vi.stubEnv('AUDIOBOOK_BUDGET', '0.04');
  await keepForecast({ ...run, run: '1-2' }, signal);
  const poor = await readForecast(workspace, '1-2');
  expect(poor?.slotSeconds).toBeCloseTo(30 + 8_000 / 26.6 + 60, 3);
});
