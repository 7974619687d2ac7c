import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { primaryLanguage } from '@audiobook/model/primary-language';
import type { WordList } from '@audiobook/text/words/word-list';

/**
 * The dictionaries of cspell by language, as package and file: maintained, complete with inflected forms, and read
 * in half a second. English is that of both sides of the Atlantic, since books are.
 */
const dictionaries: Record<string, readonly (readonly [string, string])[]> = {
  en: [
    ['@cspell/dict-en_us', 'en_US.trie.gz'],
    ['@cspell/dict-en-gb-mit', 'en_GB.trie.gz'],
  ],
  fr: [['@cspell/dict-fr-fr', 'fr-fr.trie.gz']],
  da: [['@cspell/dict-da-dk', 'da_DK.trie']],
};

/** Languages whose words are known here, by their primary subtags. */
export const listedLanguages: readonly string[] = Object.keys(dictionaries);

const loaded = new Map<string, Promise<WordList>>();

/** The words of a language (BCP 47), loaded once; undefined for one that has no dictionary here. */
export async function loadWordList(language: string): Promise<WordList | undefined> {
  const primary = primaryLanguage(language);
  const files = dictionaries[primary];
  if (files === undefined) return undefined;
  const list = loaded.get(primary) ?? loadFiles(files);
  loaded.set(primary, list);
  return list;
}

async function loadFiles(files: readonly (readonly [string, string])[]): Promise<WordList> {
  // Only who asks for words waits for it to load.
  const { decodeTrie } = await import('cspell-trie-lib');
  const tries = await Promise.all(
    files.map(async ([name, file]) => decodeTrie(new Uint8Array(await readDictionary(name, file)))),
  );
  return { has: (word) => tries.some((trie) => trie.has(word)) };
}

const { resolve } = createRequire(import.meta.url);

/** Of the package's files its settings alone can be resolved; the words lie beside them. */
async function readDictionary(name: string, file: string): Promise<Buffer> {
  const bytes = await readFile(join(dirname(resolve(name)), file));
  return file.endsWith('.gz') ? promisify(gunzip)(bytes) : bytes;
}
