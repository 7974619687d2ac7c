import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChapterStatus, GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StatusOptions, showStatus } from './show-status.ts';
import type { StatusView } from './status/status-view.ts';
import { gatewayStatus } from './testing/gateway-status.ts';
import { TestTerminal } from './testing/test-terminal.ts';

let workspace: string;
let answer: Result<GatewayStatus | undefined>;
let printed: string[];
let stop: AbortController;
let terminal: TestTerminal;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'audiobook-status-'));
  answer = ok(gatewayStatus(3));
  printed = [];
  stop = new AbortController();
  terminal = new TestTerminal();
});
afterEach(async () => {
  stop.abort();
  await rm(workspace, { recursive: true });
});

function show(options: StatusOptions, view: Partial<StatusView> = {}) {
  return showStatus(options, {
    ...{ workspace, project: 'absalon', book: 'absalon', terminal: undefined },
    read: async () => answer,
    idle: async () => ['Nothing is spoken.'],
    emit: (event) => printed.push('message' in event ? event.message : ''),
    signal: stop.signal,
    now: () => new Date('2026-01-02T04:00:00Z'),
    times: { look: 5, line: 20, quiet: 50 },
    ...view,
  });
}

function inState(state: ChapterStatus['state']): Result<GatewayStatus> {
  const status = gatewayStatus(1);
  const runs = status.runs.map((run) => ({
    ...run,
    chapters: run.chapters.map((chapter) => ({ ...chapter, state, failed: 0 })),
  }));
  return ok({ ...status, runs });
}

const hanging: Failure = { kind: 'engine-failed', doing: 'asking', found: 'no answer', remedy: '' };

describe('showStatus()', () => {
  test('prints the status of a book, in the width that Nx leaves of the terminal', async () => {
    expect(await show({}, { terminal })).toEqual(ok());
    expect(printed).toHaveLength(1);
    const lines = printed[0]?.split('\n') ?? [];
    expect(lines[0]).toBe('absalon  0 of 3 chapters, 55 min 55 s so far');
    // Behind the screen comes what is wrong with a slot, whole.
    expect(lines.splice(19)).toEqual(['', expect.stringMatching(/^\S+: ./)]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(71);
    expect(terminal.written).toBe('');
  });

  test('says what there is to say when no gateway runs, or it speaks other books', async () => {
    answer = ok(undefined);
    await show({});
    answer = ok(gatewayStatus(3, 'lamp'));
    await show({});
    expect(printed).toEqual(['Nothing is spoken.', 'Nothing is spoken.']);
  });

  test('writes the whole status as JSON, or null', async () => {
    const json = async () => JSON.parse(await readFile(join(workspace, 'out/status.json'), 'utf8'));
    answer = ok(gatewayStatus(3, 'lamp'));
    await show({ json: 'out/status.json' });
    expect(await json()).toEqual(gatewayStatus(3, 'lamp'));
    answer = ok(undefined);
    await show({ json: 'out/status.json' });
    expect(await json()).toBeNull();
  });

  test('fails when the gateway hangs, and leaves no JSON that says otherwise', async () => {
    answer = fail(hanging);
    expect(await show({ json: 'status.json' })).toEqual(fail(hanging));
    expect(existsSync(join(workspace, 'status.json'))).toBe(false);
  });
});

describe('showStatus() following on a terminal', () => {
  test('waits for a run, draws it in the size of the moment, and prints its end', async () => {
    answer = ok(undefined);
    const following = show({ follow: true }, { terminal });
    await expect.poll(() => terminal.screen[0]).toBe('Nothing is spoken.');
    answer = inState('speaking');
    await expect.poll(() => terminal.screen[0]).toMatch(/^absalon {2}0 of 1 chapters/);
    terminal.resize(40, 3);
    expect(terminal.screen).toHaveLength(3);
    expect(Math.max(...terminal.screen.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(printed).toEqual([]);
    answer = inState('done');
    expect(await following).toEqual(ok());
    expect(terminal.written.endsWith('\x1b[?1049l')).toBe(true);
    expect(terminal.listeners).toBe(0);
    expect(printed).toEqual([expect.stringMatching(/^absalon {2}1 of 1 chapters/)]);
  });

  test('goes on over a gateway that is replaced, and ends with one that is gone', async () => {
    answer = inState('speaking');
    let reads = 0;
    const gaps = async () => (reads++ % 4 === 3 ? ok(undefined) : answer);
    const read = () => (answer.ok && answer.value === undefined ? Promise.resolve(answer) : gaps());
    const following = show(
      { follow: true },
      { terminal, read, times: { look: 5, line: 20, quiet: 500 } },
    );
    await expect.poll(() => reads).toBeGreaterThan(40);
    expect(printed).toEqual([]);
    answer = ok(undefined);
    expect(await following).toEqual(ok());
    expect(printed).toEqual(['Nothing is spoken.']);
  });

  test('ends at once when it is stopped, also while a gateway does not answer', async () => {
    answer = inState('speaking');
    let asked = 0;
    const read = () => (asked++ === 0 ? Promise.resolve(answer) : new Promise<never>(() => {}));
    const following = show({ follow: true }, { terminal, read });
    await expect.poll(() => asked).toBe(2);
    stop.abort();
    expect(await following).toEqual(ok());
    expect(terminal.written.endsWith('\x1b[?1049l')).toBe(true);
    expect(printed).toEqual([]);
  });

  test('gives the terminal back before an error, and before a failure', async () => {
    const read = () => Promise.reject(new Error('a bug'));
    await expect(show({ follow: true }, { terminal, read })).rejects.toThrow('a bug');
    expect(terminal.written.endsWith('\x1b[?1049l')).toBe(true);
    answer = fail(hanging);
    expect(await show({ follow: true }, { terminal })).toEqual(fail(hanging));
    expect(terminal.written.endsWith('\x1b[?1049l')).toBe(true);
  });
});

describe('showStatus() following in a pipe', () => {
  test('prints a line now and then, without escape codes, and the end', async () => {
    answer = inState('speaking');
    let reads = 0;
    const read = async () => {
      reads++;
      return answer;
    };
    const following = show({ follow: true, json: 'status.json' }, { read });
    await expect.poll(() => printed.length).toBeGreaterThan(2);
    expect(reads).toBeGreaterThan(printed.length);
    expect(printed[0]).toBe(
      'absalon  0 of 1 chapters │ 50 % ▕█████     ▏ 8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left',
    );
    answer = inState('done');
    expect(await following).toEqual(ok());
    expect(printed.at(-1)).toMatch(/^absalon {2}1 of 1 chapters/);
    expect(printed.join('')).not.toContain('\x1b');
    const json = JSON.parse(await readFile(join(workspace, 'status.json'), 'utf8'));
    expect(json.runs[0].chapters[0].state).toBe('done');
  });

  test('does not wait for a run that never begins', async () => {
    answer = ok(undefined);
    expect(await show({ follow: true })).toEqual(ok());
    expect(printed).toEqual(['Nothing is spoken.']);
  });
});
