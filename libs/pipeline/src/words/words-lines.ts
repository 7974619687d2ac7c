import { describeCount } from '@audiobook/model/describe-count';
import { shellQuoted } from '@audiobook/model/shell-quoted';
import { shortText } from '@audiobook/model/short-text';
import type { BookPaths } from '../book/book-paths.ts';
import { tableLines } from '../terminal/table-lines.ts';
import type { ReportedWord, WordsReport } from './words-report.ts';

/** What lines say beside the report. */
export interface WordsSetting {
  /** So many words at most. */
  limit: number;
  /** The narrator's, where the book names one. */
  voice: string | undefined;
}

/** Words that are likely to be said wrong as they are printed, and what to do about one. */
export function wordsLines(
  { slug }: Pick<BookPaths, 'slug'>,
  { words, language, dictionary }: WordsReport,
  { limit, voice }: WordsSetting,
): string[] {
  const [first] = words;
  if (first === undefined)
    return [`${slug}: no word is likely to be said wrong.`, ...lacks(dictionary, language)];
  const shown = words.slice(0, limit);
  const rest = words.length - shown.length;
  const rows = shown.map(({ word, kind, count, chapter, context }) => [
    describeCount(count),
    shortText(word, 30),
    kind,
    chapter,
    shortText(context),
  ]);
  return [
    `${slug}: ${describeCount(words.length, 'word')} that may be said wrong, first those that matter most:`,
    ...tableLines(
      [['times', 'word', 'why', 'first in', ''], ...rows],
      ['right', 'left', 'left', 'left', 'left'],
    ),
    ...(rest === 0
      ? []
      : [`… and ${describeCount(rest)} more: --limit=${words.length}, or --json=<file>`]),
    ...lacks(dictionary, language),
    ...advice(slug, first, { language, voice }),
  ];
}

function lacks(dictionary: boolean, language: string): string[] {
  if (dictionary) return [];
  return [`There is no dictionary of “${language}” here: rare spellings are not told.`];
}

/** How a word is heard, and put right. */
function advice(
  slug: string,
  { word }: ReportedWord,
  { language, voice }: { language: string; voice: string | undefined },
): string[] {
  const options = [
    `--text=${shellQuoted(word)}`,
    ...(voice === undefined ? [] : [`--voice=${voice}`]),
    ...(language === 'en' ? [] : [`--language=${language}`]),
    '--out=word.wav',
  ];
  return [
    `Hear one:     npx nx run gpu-runner:say -- ${options.join(' ')}`,
    `Put it right: ${JSON.stringify(word)}: "as it sounds" in books/${slug}/lexicon.json, or for all books in books/lexicon.json. It is not listed here then.`,
  ];
}
