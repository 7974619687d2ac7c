import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engineCatalogue } from './engine-catalogue.ts';
import { bytesOf, discard, SpeechSpool, spooledSegment } from './speech-spool.ts';

function spoolOf(): SpeechSpool {
  const spool = new SpeechSpool(join(mkdtempSync(join(tmpdir(), 'spool-')), 'own'));
  onTestFinished(() => rmSync(join(spool.folder, '..'), { recursive: true }));
  return spool;
}

const said = { sampleRate: 22_050, generationSeconds: 1, implementation: 'test' };

test('a spooled segment is read when it is asked for, and gone when it is discarded', () => {
  const path = spoolOf().next();
  writeFileSync(path, Buffer.from([1, 2, 3, 4]));
  const spoken = spooledSegment(said, { path, bytes: 4 });
  expect(bytesOf(spoken)).toBe(4);
  expect([...spoken.pcm]).toEqual([1, 2, 3, 4]);
  expect(spoken).toMatchObject(said);
  discard(spoken);
  expect(existsSync(path)).toBe(false);
  discard({ ...said, pcm: Buffer.alloc(2) });
});

test('an engine with a spool says the same as one without', async () => {
  const request = {
    ...{ spoken: 'The lamp was back on the wall.', language: 'en-GB', voice: 'default' },
    ...{ params: { speed: 160, pitch: 45, range: 50, gap: 0 }, seed: 0 },
  };
  const { signal } = new AbortController();
  const spool = spoolOf();
  const spoken = await Promise.all(
    [{ spool }, {}].map(async (options) => {
      const engine = await engineCatalogue.get('espeak-ng')?.open({ children: 1, ...options });
      if (engine?.ok !== true) throw new Error('espeak-ng can’t be opened');
      onTestFinished(() => engine.value.close());
      const result = await engine.value.speak(request, signal);
      if (!result.ok) throw new Error('espeak-ng can’t speak');
      return result.value;
    }),
  );
  const [filed, sent] = spoken;
  expect(filed?.file?.bytes).toBe(sent?.pcm.byteLength);
  expect(Buffer.from(filed?.pcm ?? []).equals(Buffer.from(sent?.pcm ?? []))).toBe(true);
  expect(readdirSync(spool.folder)).toHaveLength(1);
});

test('where speech can not be put into a file, it is sent', async () => {
  const spool = spoolOf();
  const engine = await engineCatalogue.get('espeak-ng')?.open({ children: 1, spool });
  if (engine?.ok !== true) throw new Error('espeak-ng can’t be opened');
  onTestFinished(() => engine.value.close());
  spool.remove();
  const request = {
    ...{ spoken: 'Lost.', language: 'en', voice: 'default' },
    ...{ params: { speed: 160, pitch: 45, range: 50, gap: 0 }, seed: 0 },
  };
  const result = await engine.value.speak(request, new AbortController().signal);
  expect(result.ok && result.value.file).toBeUndefined();
  expect(result.ok && result.value.pcm.byteLength).toBeGreaterThan(1_000);
});
