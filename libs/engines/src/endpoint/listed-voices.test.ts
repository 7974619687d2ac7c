import { expect, it } from 'vitest';
import { listedVoices } from './listed-voices.ts';

it('reads lists of names and of objects', () => {
  expect(listedVoices('{"voices": ["af_bella", "af_sky"]}')).toEqual([
    { names: ['af_bella'] },
    { names: ['af_sky'] },
  ]);
  const objects = [
    { id: 'da', name: 'Dansk', language: 'da' },
    { voice_id: 'b' },
    { name: 'C', language: null },
    {},
  ];
  const voices = [{ names: ['da'], language: 'da' }, { names: ['b'] }, { names: ['C'] }];
  expect(listedVoices(JSON.stringify({ voices: objects }))).toEqual(voices);
  expect(listedVoices(JSON.stringify(objects))).toEqual(voices);
});

it('finds none in anything else', () => {
  for (const body of ['', '[]', '{}', 'not JSON', '{"voices": 3}']) {
    expect(listedVoices(body)).toEqual([]);
  }
});
