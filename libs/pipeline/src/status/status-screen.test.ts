import { stripVTControlCharacters } from 'node:util';
import type { GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import { describe, expect, test } from 'vitest';
import { gatewayStatus } from '../testing/gateway-status.ts';
import { shownStatus } from './shown-status.ts';
import { statusScreen } from './status-screen.ts';

const now = new Date('2026-01-02T04:00:00Z');

interface Drawn {
  width?: number;
  height?: number;
  colours?: boolean;
  book?: string;
}

/** The screen above a ruler of its width. */
function draw(
  status: GatewayStatus,
  { width = 80, height = 24, colours = false, book }: Drawn = {},
): string {
  const lines = statusScreen(shownStatus(status, book), { width, height, colours, now });
  return `\n${lines.join('\n')}\n${'='.repeat(width)}\n`;
}

describe('statusScreen()', () => {
  test('three chapters at 80 columns', () => {
    expect(draw(gatewayStatus(3))).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, ends 2 min 00 s after its last client

      absalon  0 of 3 chapters, 55 min 55 s so far
      ▕████████████████▋                        ▏ 41 %  123,280 of 302,565 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      absalon-01  ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      absalon-02  ▕█████████████▎                          ▏  459 of 1,377  speaking
      absalon-03  ▕█████████▉                              ▏    213 of 854  speaking

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      gpu-5  ready    32 of 32                 29      1,119
      gpu-6  ready    32 of 32                 30      1,102
      gpu-7  ready    32 of 32                 30      1,085
      gpu-8  ready    32 of 32                 30      1,068
      ================================================================================
      "
    `);
  });

  test('three chapters of a book at 120 columns', () => {
    expect(draw(gatewayStatus(3), { width: 120, book: 'absalon' })).toMatchInlineSnapshot(`
      "
      absalon  0 of 3 chapters, 55 min 55 s so far
      ▕█████████████████████████████▎                                          ▏ 41 %  123,280 of 302,565 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      absalon-01  ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      absalon-02  ▕█████████████▎                          ▏  459 of 1,377  speaking
      absalon-03  ▕█████████▉                              ▏    213 of 854  speaking

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      gpu-5  ready    32 of 32                 29      1,119
      gpu-6  ready    32 of 32                 30      1,102
      gpu-7  ready    32 of 32                 30      1,085
      gpu-8  ready    32 of 32                 30      1,068
      ========================================================================================================================
      "
    `);
  });

  test('sixty chapters at 80 columns', () => {
    expect(draw(gatewayStatus(60))).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, ends 2 min 00 s after its last client

      absalon  19 of 60 chapters, 55 min 55 s so far
      ▕████████████▏                        ▏ 33 %  2,616,020 of 7,910,850 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      absalon-01  ▕███████████████████████████████████████▉▏      399 of 400  1 failed
      absalon-21  ▕█▊                                      ▏       20 of 440  speaking
      absalon-22  ▕█▋                                      ▏     61 of 1,417  speaking
      absalon-23  ▕█▋                                      ▏       37 of 894  speaking
      absalon-24  ▕                                        ▏      0 of 1,871  planned
      absalon-25  ▕                                        ▏      0 of 1,348  planned
      absalon-26  ▕                                        ▏        0 of 825  planned
      53 more: 19 done, 34 planned

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      gpu-5  ready    32 of 32                 29      1,119
      3 more: 3 ready
      ================================================================================
      "
    `);
  });

  test('sixty chapters at 120 columns', () => {
    expect(draw(gatewayStatus(60), { width: 120, height: 30 })).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, ends 2 min 00 s after its last client

      absalon  19 of 60 chapters, 55 min 55 s so far
      ▕███████████████████████▊                                                ▏ 33 %  2,616,020 of 7,910,850 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      absalon-01  ▕███████████████████████████████████████▉▏      399 of 400  1 failed
      absalon-21  ▕█▊                                      ▏       20 of 440  speaking
      absalon-22  ▕█▋                                      ▏     61 of 1,417  speaking
      absalon-23  ▕█▋                                      ▏       37 of 894  speaking
      absalon-24  ▕                                        ▏      0 of 1,871  planned
      absalon-25  ▕                                        ▏      0 of 1,348  planned
      absalon-26  ▕                                        ▏        0 of 825  planned
      absalon-27  ▕                                        ▏      0 of 1,802  planned
      absalon-28  ▕                                        ▏      0 of 1,279  planned
      absalon-29  ▕                                        ▏        0 of 756  planned
      absalon-30  ▕                                        ▏      0 of 1,733  planned
      49 more: 19 done, 30 planned

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      gpu-5  ready    32 of 32                 29      1,119
      gpu-6  ready    32 of 32                 30      1,102
      gpu-7  ready    32 of 32                 30      1,085
      gpu-8  ready    32 of 32                 30      1,068
      ========================================================================================================================
      "
    `);
  });

  test('a gateway that has just begun', () => {
    const [run] = gatewayStatus(3).runs;
    const [slot] = gatewayStatus(3).slots;
    if (run === undefined || slot === undefined) throw new Error('no run');
    const unknown = { charactersPerSecond: null, realTimeFactor: null, secondsLeft: null };
    const begun = { ...run, ...unknown, charactersSpoken: 0, chapters: [] };
    const opening = { ...slot, state: 'opening' as const, batch: 0, underWay: 0, spoken: 0 };
    const slots = [{ ...opening, charactersPerSecond: null }];
    const url = 'http://127.0.0.1:41234';
    expect(
      draw({ ...gatewayStatus(3), url, idleSeconds: null, slots, runs: [begun] }),
    ).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, http://127.0.0.1:41234

      a run  0 of 0 chapters, 55 min 55 s so far
      ▕                                               ▏  0 %  0 of 302,565 characters
      0 of 1 slots busy

      slot   state    busy           characters/s   segments
      gpu-0  opening  –                         –          0
      ================================================================================
      "
    `);
  });

  test('a gateway that speaks nothing', () => {
    expect(draw({ ...gatewayStatus(3), runs: [] }, { height: 6 })).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, ends 2 min 00 s after its last client
      Nothing is being spoken.

      slot   state    busy           characters/s   segments
      9 more: 8 ready, 1 resting
      ================================================================================
      "
    `);
  });

  test('two runs, of which one speaks two books', () => {
    const [absalon] = gatewayStatus(4).runs;
    const [lamp] = gatewayStatus(3, 'lamp').runs;
    if (absalon === undefined || lamp === undefined) throw new Error('no run');
    const both = { ...absalon, chapters: [...absalon.chapters, ...lamp.chapters] };
    const status = { ...gatewayStatus(3), runs: [both, { ...lamp, run: 'other' }] };
    expect(draw(status, { height: 30 })).toMatchInlineSnapshot(`
      "
      gateway  process 4711, up for 56 min 00 s, ends 2 min 00 s after its last client

      absalon, lamp  0 of 7 chapters, 55 min 55 s so far
      ▕█████████████▏                           ▏ 32 %  165,370 of 513,130 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      absalon-01  ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      absalon-02  ▕█████████████▎                          ▏  459 of 1,377  speaking
      absalon-03  ▕█████████▉                              ▏    213 of 854  speaking
      absalon-04  ▕███████▉                                ▏  366 of 1,831  speaking
      lamp-01     ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      lamp-02     ▕█████████████▎                          ▏  459 of 1,377  speaking
      lamp-03     ▕█████████▉                              ▏    213 of 854  speaking

      lamp  0 of 3 chapters, 55 min 55 s so far
      ▕████████████████▋                        ▏ 41 %  123,280 of 302,565 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left

      lamp-01  ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      lamp-02  ▕█████████████▎                          ▏  459 of 1,377  speaking
      lamp-03  ▕█████████▉                              ▏    213 of 854  speaking

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      4 more: 4 ready
      ================================================================================
      "
    `);
    expect(draw(status, { height: 30, book: 'absalon' })).toMatchInlineSnapshot(`
      "
      absalon  0 of 4 chapters, 55 min 55 s so far
      ▕█████████████▏                           ▏ 32 %  165,370 of 513,130 characters
      8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left
      Speed and time left are the whole run’s, with 3 chapters of other books.

      absalon-01  ▕███████████████████████████████████████▉▏    399 of 400  1 failed
      absalon-02  ▕█████████████▎                          ▏  459 of 1,377  speaking
      absalon-03  ▕█████████▉                              ▏    213 of 854  speaking
      absalon-04  ▕███████▉                                ▏  366 of 1,831  speaking

      slot   state    busy           characters/s   segments
      gpu-0  ready    32 of 32                 29      1,204
      gpu-1  ready    32 of 32                 29      1,187
      gpu-2  ready    32 of 32                 29      1,170
      gpu-3  resting  0 of 32                   –      1,153
             connection refused by http://10.0.0.14:8000; asked again in 8 s
      gpu-4  ready    32 of 32                 29      1,136
      gpu-5  ready    32 of 32                 29      1,119
      gpu-6  ready    32 of 32                 30      1,102
      gpu-7  ready    32 of 32                 30      1,085
      gpu-8  ready    32 of 32                 30      1,068
      ================================================================================
      "
    `);
  });

  test('never takes more lines or columns than there are', () => {
    for (const chapters of [0, 1, 3, 9, 60]) {
      for (let size = 1; size < 90; size += 4) {
        const screen = { width: size, height: size, colours: true, now };
        const lines = statusScreen(shownStatus(gatewayStatus(chapters)), screen);
        expect(lines.length).toBeLessThanOrEqual(size);
        for (const line of lines) {
          expect([...stripVTControlCharacters(line)].length).toBeLessThanOrEqual(size);
        }
      }
    }
  });

  test('counts what waits for a busy slot as no row of it', () => {
    const slots = gatewayStatus(3).slots.map((slot) => ({ ...slot, batch: 1, underWay: 2 }));
    const screen = draw({ ...gatewayStatus(3), slots });
    expect(screen).toContain('gpu-0  ready    1 of 1 ');
    expect(screen).toContain('9 of 9 slots busy');
  });

  test('has colours only when asked', () => {
    expect(draw(gatewayStatus(3))).not.toContain('\x1b');
    const coloured = draw(gatewayStatus(3), { colours: true });
    expect(coloured).toContain('\x1b[33mresting');
    expect(stripVTControlCharacters(coloured)).toBe(draw(gatewayStatus(3)));
  });
});
