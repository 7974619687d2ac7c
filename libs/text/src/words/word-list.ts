/** The words of a language, as a spelling dictionary has them. */
export interface WordList {
  /** Whether it has the word in just this case. */
  has(word: string): boolean;
}

type Respelling = readonly (readonly [RegExp, string])[];

/** Spellings that a language's dictionary lacks, and that are read as those that it has. */
const alike: Record<string, Respelling> = {
  da: [
    [/aa/g, 'å'],
    [/Aa/g, 'Å'],
    [/ö/g, 'ø'],
    [/Ö/g, 'Ø'],
  ],
  fr: [
    [/oe/g, 'œ'],
    [/Oe/g, 'Œ'],
  ],
};

/** Spellings of the nineteenth century, of which it is not known how an engine reads them. */
const older: Record<string, Respelling> = {
  da: [
    [/(?<=[kg])j(?=[eæø])/g, ''],
    [/jæ/g, 'je'],
    [/ee/g, 'e'],
    [/x/g, 'ks'],
    [/th/g, 't'],
    [/ph/g, 'f'],
  ],
  fr: [
    [/ë/g, 'è'],
    [/é(?=[cgmnrt]e)/g, 'è'],
    [/phth/g, 'pht'],
  ],
};

/** Languages that join words without a space, and what may stand between two. */
const joints: Record<string, readonly string[]> = { da: ['', 's', 'e'] };

/** Of a joined word's parts, in letters. */
const leastPart = 3;

/** How a dictionary has a word. */
export type Known = 'word' | 'name' | 'older spelling';

/**
 * How a list has a word: in small letters, as a name alone, as it is spelt now, or not at all. A capital, an
 * apostrophe of either kind and one that is left out ("’tis") make no word another one. Days and months are words.
 *
 * @param language its primary subtag
 */
export function wordKnown(list: WordList, language: string): (word: string) => Known | undefined {
  const has = (word: string) => {
    const respelt = respell(word, alike[language]);
    return hasWord(list, word) || (respelt !== word && hasWord(list, respelt));
  };
  const hasJoined = joinedFinder(has, joints[language] ?? []);
  const dates = datesOf(language);
  return (word) => {
    const lower = word.toLowerCase();
    if (has(lower) || dates.has(lower)) return 'word';
    const names = [word, capitalised(lower)];
    if (names.some((name) => has(name) || (name.endsWith('s') && has(name.slice(0, -1)))))
      return 'name';
    if (hasJoined(lower)) return 'word';
    const respelt = respell(lower, older[language]);
    return respelt !== lower && (has(respelt) || hasJoined(respelt)) ? 'older spelling' : undefined;
  };
}

/** Whether a list has a word, with apostrophes as they are printed or typed. */
export function hasWord(list: WordList, word: string): boolean {
  if (list.has(word)) return true;
  const typed = word.replaceAll('’', "'");
  return (typed !== word && list.has(typed)) || list.has(`'${typed}`);
}

function respell(word: string, spellings: Respelling = []): string {
  return spellings.reduce((now, [old, by]) => now.replace(old, by), word);
}

/** Tells words that are two others in one. */
function joinedFinder(
  has: (word: string) => boolean,
  between: readonly string[],
): (word: string) => boolean {
  return (word) => {
    if (between.length === 0) return false;
    for (let at = leastPart; at <= word.length - leastPart; at++) {
      if (!has(word.slice(0, at))) continue;
      const rest = word.slice(at);
      const seconds = between
        .filter((joint) => rest.startsWith(joint))
        .map(({ length }) => rest.slice(length));
      if (seconds.some((second) => second.length >= leastPart && has(second))) return true;
    }
    return false;
  };
}

function capitalised(lower: string): string {
  const [first = ''] = lower;
  return first.toUpperCase() + lower.slice(first.length);
}

/** The days of a week and the months, in small letters. */
function datesOf(language: string): ReadonlySet<string> {
  const name = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
    return (...date: [year: number, month: number, day: number]) =>
      format.format(Date.UTC(...date)).toLowerCase();
  };
  const [month, day] = [name({ month: 'long' }), name({ weekday: 'long' })];
  const twelve = Array.from({ length: 12 }, (_, at) => month(2000, at, 1));
  return new Set([...twelve, ...Array.from({ length: 7 }, (_, at) => day(2000, 0, at + 1))]);
}
