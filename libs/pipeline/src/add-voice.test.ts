import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { encodeWave } from '@audiobook/engines/wave';
import { describeFailure } from '@audiobook/model/failure';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AddVoiceOptions, addVoice } from './add-voice.ts';
import { checkVoices } from './check-voices.ts';
import type { StageEvent } from './stage-event.ts';

let workspace: string;
let events: StageEvent[];
const emit = (event: StageEvent) => events.push(event);
const signal = new AbortController().signal;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'audiobook-voices-'));
  events = [];
  await writeFile(join(workspace, 'anna.wav'), sampleWave(330, 6).bytes);
});
afterEach(() => rm(workspace, { recursive: true }));

const asked: AddVoiceOptions = {
  ...{ name: 'anna', engine: 'chatterbox', sample: 'anna.wav' },
  ...{ licence: 'For our audiobooks only', consent: 'Anna, in writing.' },
};

async function add(changes: Partial<AddVoiceOptions> = {}): Promise<string> {
  const added = await addVoice(workspace, { ...asked, ...changes }, { emit, signal });
  return added.ok ? 'added' : describeFailure(added.failure);
}

async function check(): Promise<{ sound: boolean; said: string }> {
  events = [];
  const { ok } = await checkVoices(workspace, { emit });
  return { sound: ok, said: events.map((event) => 'message' in event && event.message).join('\n') };
}

describe('addVoice()', () => {
  test('writes the recording and a voice.json that names it by its digest', async () => {
    expect(await add({ params: '{"exaggeration": 0.6}', description: 'Calm' })).toBe('added');
    const { digest, bytes } = sampleWave(330, 6);
    expect(await readFile(join(workspace, 'voices/anna/sample.wav'))).toEqual(bytes);
    expect(JSON.parse(await readFile(join(workspace, 'voices/anna/voice.json'), 'utf8'))).toEqual({
      description: 'Calm',
      engine: 'chatterbox',
      sample: { sha256: digest, licence: asked.licence, consent: asked.consent },
      params: { exaggeration: 0.6 },
    });
    expect(await check()).toMatchObject({
      sound: true,
      said: expect.stringMatching(/here, 6\.0 s, 24000 Hz\n {2}licence: .*\n {2}consent: Anna/),
    });
  });

  test.each<[Partial<AddVoiceOptions>, string]>([
    [{ consent: undefined }, 'a sample without a consent statement is refused'],
    [{ consent: '  ' }, 'a sample without a consent statement is refused'],
    [{ licence: '' }, 'say under which licence'],
    [{ name: '../anna' }, 'can’t be the name of a voice'],
    [{ engine: 'espeak-ng' }, 'the engine “espeak-ng” speaks with no recordings'],
    [{ params: '[1]' }, '--params is no JSON object'],
    [{ params: '{"a": {}}' }, '--a: '],
    [{ sample: 'nobody.wav' }, 'no such file'],
  ])('refuses %o, and writes nothing', async (changes, problem) => {
    expect(await add(changes)).toContain(problem);
    expect(await readdir(workspace)).toEqual(['anna.wav']);
  });

  test.each<[string, Buffer, string]>([
    ['too short', sampleWave(330, 2).bytes, 'it has 2.0 s, and 3 are needed'],
    ['too long', sampleWave(330, 65).bytes, 'it has more than 60 s'],
    ['silent', encodeWave({ sampleRate: 16_000, pcm: Buffer.alloc(160_000) }), 'it is silent'],
  ])('refuses a recording that is %s', async (_, bytes, problem) => {
    await writeFile(join(workspace, 'anna.wav'), bytes);
    expect(await add()).toContain(problem);
  });

  test.each([4, 40])('takes a recording of %i s, and says what is better', async (seconds) => {
    await writeFile(join(workspace, 'anna.wav'), sampleWave(330, seconds).bytes);
    expect(await add()).toBe('added');
    const message = `The recording has ${seconds}.0 s; 5 to 30 s are best.`;
    expect(events).toContainEqual({ kind: 'notice', message });
  });

  test('makes a voice anew only where that is asked for', async () => {
    await add();
    await writeFile(join(workspace, 'anna.wav'), sampleWave(440, 6).bytes);
    expect(await add()).toContain('is there already');
    expect(await add({ replace: true })).toBe('added');
    expect(await readFile(join(workspace, 'voices/anna/voice.json'), 'utf8')).toContain(
      sampleWave(440, 6).digest,
    );
  });
});

describe('checkVoices()', () => {
  test('tells of a recording that is not here, and fails on one that is another', async () => {
    await add();
    const file = join(workspace, 'voices/anna/sample.wav');
    await rm(file);
    expect(await check()).toMatchObject({
      sound: true,
      said: expect.stringContaining('sample.wav: not on this machine'),
    });
    const other = sampleWave(440, 6);
    await writeFile(file, other.bytes);
    expect(await check()).toMatchObject({
      sound: false,
      said: expect.stringContaining(`another recording: its SHA-256 is ${other.digest}`),
    });
  });

  test('fails on a voice.json without a consent', async () => {
    await add();
    const file = join(workspace, 'voices/anna/voice.json');
    const voice = JSON.parse(await readFile(file, 'utf8'));
    voice.sample.consent = '';
    await writeFile(file, JSON.stringify(voice));
    expect(await check()).toMatchObject({
      sound: false,
      said: expect.stringContaining('a sample without a consent statement is refused'),
    });
  });
});
