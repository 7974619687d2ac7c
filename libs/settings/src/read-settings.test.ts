import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Book } from '@audiobook/model/book';
import { Cast } from '@audiobook/model/cast';
import { Corrections } from '@audiobook/model/corrections';
import { describeFailure } from '@audiobook/model/failure';
import { Voice } from '@audiobook/model/voice';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseSettings, readSettings } from './read-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const doing = 'reading the cast of absalon';

function messageOf(text: string): string {
  const parsed = parseSettings(text, { file: 'cast.json', schema: Cast, doing });
  return parsed.ok ? 'no failure' : describeFailure(parsed.failure);
}

describe('parseSettings()', () => {
  test('points at the value that is wrong', () => {
    expect(messageOf('{\n  "narrator": {\n    "voice": "Big Voice"\n  }\n}')).toBe(
      [
        'Failed while reading the cast of absalon:',
        '  cast.json:3:14: "narrator.voice": it is no name of a voice, which is that of its folder under voices/',
        '  → Correct it there.',
      ].join('\n'),
    );
  });

  test('points at a name that there is not, and says which there are', () => {
    expect(messageOf('{\n  "narator": {}\n}')).toContain(
      'cast.json:2:3: there is no "narator"; there is only "narrator"',
    );
    expect(messageOf('{ "narrator": { "voice": "a", "pitch": 3 } }')).toContain(
      'cast.json:1:31: "narrator": there is no "pitch"; there is only "voice"',
    );
    const book = '{ "title": "T", "pauses": { "paragraf": 1 } }';
    const parsed = parseSettings(book, { file: 'book.json', schema: Book, doing });
    expect(!parsed.ok && describeFailure(parsed.failure)).toContain(
      'book.json:1:29: "pauses": there is no "paragraf"; there are lead, clause, line, sentence,',
    );
  });

  test('points at the object that lacks a field', () => {
    expect(messageOf('{ "narrator": {} }')).toContain(
      'cast.json:1:15: "narrator.voice": it is missing',
    );
  });

  test('points at the sample that lacks a consent, and says what is wanted', () => {
    const sample = `{ "sha256": "${'0'.repeat(64)}", "licence": "CC0" }`;
    const settings = { file: 'voice.json', schema: Voice, doing: 'reading a voice' };
    const parsed = parseSettings(`{ "engine": "e",\n  "sample": ${sample} }`, settings);
    expect(!parsed.ok && describeFailure(parsed.failure)).toContain(
      'voice.json:2:13: "sample.consent": a sample without a consent statement is refused: say',
    );
    const misspelt = parseSettings('{ "engine": "e", "presett": "a" }', settings);
    expect(!misspelt.ok && describeFailure(misspelt.failure)).toContain(
      'there is no "presett"; there are description, engine, model, preset, sample, params',
    );
  });

  test('points at what is no JSON', () => {
    expect(messageOf('{\n  "narrator": { "voice": "a" },\n')).toContain('cast.json:3:1:');
    expect(messageOf('')).toContain('cast.json:1:1: this is not JSON');
    expect(messageOf('{ "narrator": { "voice": "a" } } // mine')).toContain('this is not JSON');
  });

  test('reads a file that begins with a byte order mark', () => {
    expect(messageOf('\uFEFF{ "narrator": { "voice": "a" } }')).toBe('no failure');
  });
});

describe('readSettings()', () => {
  test('uses `absent` only when there is no file', async () => {
    const file = join(folder, 'corrections.json');
    const settings = { file, schema: Corrections, doing, absent: {} };
    expect(await readSettings(settings)).toEqual({ ok: true, value: { segments: {} } });
    await writeFile(file, '{ "title": "" }');
    expect(await readSettings(settings)).toMatchObject({ failure: { kind: 'bad-settings' } });
  });

  test('says what is missing where a file has to be', async () => {
    const file = join(folder, 'cast.json');
    expect(await readSettings({ file, schema: Cast, doing })).toMatchObject({
      failure: { kind: 'bad-file', file, found: 'there is no such file' },
    });
  });
});
