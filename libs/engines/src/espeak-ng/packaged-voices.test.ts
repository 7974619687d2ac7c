import { createRequire } from 'node:module';
import load, { type EmscriptenFiles } from 'espeak-ng';
import { beforeAll, describe, expect, it } from 'vitest';
import { languageVoice, languageVoices } from './languages.ts';
import { ResidentEspeak } from './resident-espeak.ts';
import { variants } from './variants.ts';

const data = '/usr/local/share/espeak-ng-data';
/** Variants that this build speaks like the plain voice. */
const soundPlain = ['fast', 'klatt', 'klatt2', 'klatt3', 'klatt4', 'klatt5', 'klatt6'];

let files: EmscriptenFiles;
let espeak: ResidentEspeak;

beforeAll(async () => {
  files = (await load({ noInitialRun: true })).FS;
  espeak = await ResidentEspeak.load();
}, 60_000);

function list(folder: string): string[] {
  return files.readdir(folder).filter((name) => !name.startsWith('.'));
}

function listDeep(folder: string): { path: string; name: string }[] {
  return list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return files.isDir(files.stat(path).mode) ? listDeep(path) : [{ path, name }];
  });
}

/** What each voice makes of a word, as text to compare; throws if one cannot speak. */
function speakWith(voices: string[], text = 'Yes.'): string[] {
  const queue = voices.map((voice) => ({ args: ['-b', '1', '-v', voice], text }));
  const spoken: string[] = [];
  espeak.serve(
    () => queue.shift(),
    (one) => {
      if ('problem' in one) throw new Error(`${voices[spoken.length]}: ${one.problem}`);
      spoken.push(Buffer.from(one.pcm).toString('latin1'));
    },
  );
  return spoken;
}

describe('the packaged voices', () => {
  it('have the languages that are listed, and no others', () => {
    const packaged = listDeep(`${data}/lang`).map(({ name }) => name);
    expect([...languageVoices].sort()).toEqual(packaged.sort());
  });

  it('have the variants that are listed, and no others that sound different', () => {
    const packaged = list(`${data}/voices/!v`);
    expect([...variants, ...soundPlain].sort()).toEqual(packaged.sort());
    const [plain, ...spoken] = speakWith(['en', ...packaged.map((variant) => `en+${variant}`)]);
    const same = packaged.filter((_, index) => spoken[index] === plain);
    expect(same.sort()).toEqual(soundPlain);
  });

  it('are heard with a variant, regional ones too', () => {
    const some = languageVoices.filter((voice) => /-|^(en|fr|pt|hy|cmn|nb)$/.test(voice));
    const spoken = speakWith(some.flatMap((voice) => [voice, `${voice}+f3`]));
    const deaf = some.filter((_, at) => spoken[2 * at] === spoken[2 * at + 1]);
    expect(deaf).toEqual([]);
  });

  it('are found by every tag that their files name', () => {
    const namesByTag = new Map<string, string[]>();
    for (const { path, name } of listDeep(`${data}/lang`)) {
      const text = files.readFile(path, { encoding: 'utf8' });
      // A number behind a tag says that other voices come first for it.
      for (const [, tag = ''] of text.matchAll(/^language\s+(\S+)[ \t]*$/gm)) {
        namesByTag.set(tag, [...(namesByTag.get(tag) ?? []), name]);
      }
    }
    expect(namesByTag.size).toBeGreaterThan(100);
    for (const [tag, names] of namesByTag) expect(names, tag).toContain(languageVoice(tag));
  });

  it('come from the version of the package that the lists were made for', () => {
    const version = createRequire(import.meta.url)('espeak-ng/package.json').version;
    expect(version).toBe('1.0.2');
  });
});
