import { excerptAround, placeInSegment } from './place-in-segment.ts';
import type { TextCheck, TextFlaw } from './text-check.ts';

/** What a writing system of `Intl.Locale` is made of, where it is more than one script of Unicode. */
const compound: Record<string, readonly string[]> = {
  Jpan: ['Hira', 'Kana', 'Hani'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani'],
  Hant: ['Hani'],
  Hrkt: ['Hira', 'Kana'],
  Hanb: ['Hani', 'Bopo'],
  Aran: ['Arab'],
  Latf: ['Latn'],
  Latg: ['Latn'],
};

/** What a text in Latin letters may hold; nearly all texts are told by this alone. */
const latinOnly = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;

/** Words in another script than the language's. */
export const foreignScript: TextCheck = {
  name: 'script',
  check(chapter) {
    const scripts = scriptsOf(chapter.language);
    const foreign = wordsBeyond(scripts);
    if (foreign === undefined) return [];
    const isLatin = scripts.length === 1 && scripts[0] === 'Latn';
    return chapter.segments.flatMap((segment): TextFlaw[] => {
      if (isLatin && latinOnly.test(segment.spoken)) return [];
      const seen = new Set<string>();
      return Array.from(segment.spoken.matchAll(foreign)).flatMap(({ 0: word, index }) => {
        if (seen.has(word)) return [];
        seen.add(word);
        return [
          {
            severity: 'warning',
            at: placeInSegment(chapter, segment, word, index),
            text: excerptAround(segment.spoken, index, word.length),
            found: `“${word}” is in another script than the book’s language (${chapter.language})`,
            remedy: 'Have lexicon.json say how it is read, in the book’s own letters.',
            subject: word,
          },
        ];
      });
    });
  },
};

/** Words of other scripts; undefined where Unicode has no letters of one of these, such as of `Zxxx`. */
function wordsBeyond(scripts: readonly string[]): RegExp | undefined {
  const own = scripts.map((script) => `\\p{Script=${script}}`).join('');
  const pattern = `(?![${own}\\p{Script=Common}\\p{Script=Inherited}])\\p{L}[\\p{L}\\p{M}]*`;
  try {
    return new RegExp(pattern, 'gu');
  } catch {
    return undefined;
  }
}

/** The scripts of Unicode that a language is written in (BCP 47). */
export function scriptsOf(language: string): readonly string[] {
  const script = scriptOf(language);
  return compound[script] ?? [script];
}

function scriptOf(language: string): string {
  try {
    return new Intl.Locale(language).maximize().script ?? 'Latn';
  } catch {
    return 'Latn';
  }
}
