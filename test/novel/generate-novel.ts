import { english } from './english.ts';
import { french } from './french.ts';
import { converse, fill, type Grammar, narrate } from './grammar.ts';
import { type Random, seededRandom } from './random.ts';

export interface Novel {
  title: string;
  author: string;
  /** BCP 47. */
  language: string;
  /** In order; `text` is the chapter's text.md, with its heading. */
  chapters: { title: string; text: string }[];
}

export interface NovelSettings {
  seed: number;
  /** Length of all chapters' text.md together: reached, and passed by less than a paragraph each. */
  characters: number;
  chapters: number;
  language?: 'en' | 'fr';
}

const grammars: Record<'en' | 'fr', Grammar> = { en: english, fr: french };

/**
 * Writes a novel: the same for the same settings on every machine, in time linear in its length.
 *
 * Its chapters are of unequal length, from a third of the mean to two and a half times it. Half of
 * the text is narration of three to nine sentences a paragraph, the rest talk; sentences have 10 to
 * some 500 characters and some come again; there are numbers, abbreviations, emphasis, scene
 * breaks, verse and lists. One sentence a line, as text.md is imported.
 */
export function generateNovel(settings: NovelSettings): Novel {
  const grammar = grammars[settings.language ?? 'en'];
  const random = seededRandom(settings.seed);
  const weights = Array.from({ length: settings.chapters }, () => 0.4 + 2.2 * random.next() ** 3);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const chapters = weights.map((weight, index) => {
    const title = grammar.chapter(index + 1, chapterTitle(grammar, random));
    const length = Math.ceil((settings.characters * weight) / sum);
    return { title, text: writeChapter(grammar, random, { title, length }) };
  });
  const title = chapterTitle(grammar, random);
  const author = `${random.pick(english.people.slice(0, 13))} Vantongeren`;
  return { title, author, language: grammar.language, chapters };
}

function chapterTitle({ titles, language }: Grammar, random: Random): string {
  const noun = random.pick(titles.nouns);
  const adjective = random.pick(titles.adjectives);
  return language === 'fr' ? `${noun} ${adjective}` : `The ${adjective} ${noun}`;
}

function writeChapter(
  grammar: Grammar,
  random: Random,
  { title, length }: { title: string; length: number },
): string {
  const blocks = [`# ${title}`];
  let written = title.length + 3;
  while (written < length || blocks.length < 2) {
    const block = writeBlock(grammar, random);
    blocks.push(block);
    written += block.length + 2;
  }
  return `${blocks.join('\n\n')}\n`;
}

function writeBlock(grammar: Grammar, random: Random): string {
  const kind = random.next();
  if (kind < 0.012) return '***';
  if (kind < 0.018) return lines(4, () => `| ${fill(grammar, random, grammar.verse)},`);
  if (kind < 0.022) return lines(3, () => `- ${fill(grammar, random, grammar.items)}`);
  if (kind < 0.55) return converse(grammar, random).join('\n');
  return lines(3 + random.below(7), () => narrate(grammar, random));
}

function lines(count: number, line: () => string): string {
  return Array.from({ length: count }, line).join('\n');
}
