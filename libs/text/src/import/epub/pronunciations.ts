import type { LeftOutText } from '../book-reader.ts';
import type { PlacedPage } from '../chapters/source-text.ts';
import { cleanText } from '../clean-text.ts';
import { attribute, elements, elementText } from '../markup/xml.ts';
import { type OpenEpub, readXml } from './open-epub.ts';

/** How an EPUB says that its words are read. */
export interface Pronunciations {
  /** A word or phrase to its respelling. */
  lexicon: Record<string, string>;
  /** Words whose pronunciation is given in signs that no respelling can be made of. */
  unsaid: LeftOutText[];
}

/** Longer entries, in characters, are no words. */
const longestEntry = 100;
/** More entries than this, in one book, are not taken. */
const mostEntries = 20_000;

/**
 * Reads the PLS lexicons of the manifest (Pronunciation Lexicon Specification 1.0) and the SSML
 * attributes of the pages (EPUB 3, Text-to-Speech 1.0).
 *
 * An alias is taken as it is, and so is kana, which Japanese respells its words in. Phonemes of the
 * IPA and X-SAMPA are not: engines read respellings, and none can be trusted that is made of those.
 *
 * @param language the book's; lexicons for another one are not taken
 */
export function readPronunciations(
  epub: OpenEpub,
  pages: readonly PlacedPage[],
  language: string | undefined,
): Pronunciations {
  const spoken = [
    ...pages.flatMap(({ page }) => page.pronunciations),
    ...lexiconEntries(epub, language),
  ].slice(0, mostEntries);
  const lexicon = new Map<string, string>();
  const unsaid = new Set<string>();
  for (const { word, said, isAlias } of spoken) {
    const key = cleanText(word);
    const respelling = cleanText(isAlias ? said : kanaOf(said));
    if (key === '' || Math.max(key.length, respelling.length) > longestEntry) continue;
    if (respelling === '') unsaid.add(key);
    else if (!lexicon.has(key)) lexicon.set(key, respelling);
  }
  const text = [...unsaid].filter((word) => !lexicon.has(word)).join(', ');
  return {
    lexicon: Object.fromEntries(lexicon),
    unsaid: text === '' ? [] : [{ what: 'pronunciations in phonetic signs', text }],
  };
}

interface Pronunciation {
  word: string;
  said: string;
  isAlias: boolean;
}

function lexiconEntries(epub: OpenEpub, language: string | undefined): Pronunciation[] {
  const { archive, importing } = epub;
  const files = epub.package.items.filter(
    ({ mediaType, path }) => mediaType === 'application/pls+xml' || /\.pls$/i.test(path),
  );
  return files.flatMap(({ path }) => {
    if (archive.find(path) === undefined) return [];
    const document = readXml(archive, path, importing);
    if (!document.ok) return [];
    const root = elements(document.value, 'lexicon')[0];
    const own = root && attribute(root, 'lang');
    if (!root || !isSameLanguage(own, language)) return [];
    return elements(root, 'lexeme').flatMap(lexemeEntries);
  });
}

/** An alias before phonemes, and the preferred phonemes before others. */
function lexemeEntries(lexeme: Parameters<typeof elements>[0]): Pronunciation[] {
  const alias = elements(lexeme, 'alias')[0];
  const phonemes = elements(lexeme, 'phoneme');
  const phoneme = phonemes.find((one) => attribute(one, 'prefer') === 'true') ?? phonemes[0];
  const said = alias ?? phoneme;
  if (!said) return [];
  return elements(lexeme, 'grapheme').map((grapheme) => ({
    word: elementText(grapheme),
    said: elementText(said),
    isAlias: alias !== undefined,
  }));
}

function isSameLanguage(one: string | undefined, other: string | undefined): boolean {
  const primary = (tag: string) => tag.split('-')[0]?.toLowerCase();
  return one === undefined || other === undefined || primary(one) === primary(other);
}

/** Kana without the marks of accent; empty for any other signs. */
function kanaOf(signs: string): string {
  const bare = signs.replace(/['’/\\|_・\s]/g, '');
  return /^[\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u.test(bare) ? bare : '';
}
