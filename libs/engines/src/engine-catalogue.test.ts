import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { engineCatalogue } from './engine-catalogue.ts';

const espeak = engineCatalogue.get('espeak-ng');

it('engineCatalogue checks a voice without opening the engine', () => {
  expect(espeak?.parseParams({ pitch: 30 })).toMatchObject({ ok: true, params: { pitch: 30 } });
  expect(espeak?.presetProblem('f3')).toBeUndefined();
  expect(espeak?.presetProblem('f9')).toContain('no voice "f9"');
  expect(espeak?.languageProblem('xx')).toContain('does not speak "xx"');
});

it('engineCatalogue loads no engine before one is opened', () => {
  const catalogue = fileURLToPath(new URL('engine-catalogue.ts', import.meta.url));
  const script = `
    await import(${JSON.stringify(catalogue)});
    const { engineCatalogue } = await import(${JSON.stringify(catalogue)});
    const before = process.getActiveResourcesInfo().length;
    const opened = await engineCatalogue.get('espeak-ng').open();
    console.log(opened.ok, process.getActiveResourcesInfo().length - before);
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(String(stdout)).toBe('true 0\n');
});
