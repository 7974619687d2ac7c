/** The words of a language, as a spelling dictionary has them. */
export interface WordList {
  /** Whether it has the word in just this case. */
  has(word: string): boolean;
}

/** The older spellings that a language's dictionary no longer has, as it spells them now. */
const modern: Record<string, readonly (readonly [RegExp, string])[]> = {
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

/** Languages that join words without a space, and what may stand between two. */
const joints: Record<string, readonly string[]> = { da: ['', 's', 'e'] };

/** Of a joined word's parts, in letters. */
const leastPart = 3;

/**
 * How a list has a word: in small letters, as a name alone, or not at all. A capital, an apostrophe of either kind, one
 * that is left out ("’tis") and an older spelling make no word another one. Days and months are words.
 *
 * @param language its primary subtag
 */
export function wordKnown(
  list: WordList,
  language: string,
): (word: string) => 'word' | 'name' | undefined {
  const hasAny = (word: string) => {
    if (list.has(word)) return true;
    if (!word.includes('’')) return list.has(`'${word}`);
    const typed = word.replaceAll('’', "'");
    return list.has(typed) || list.has(`'${typed}`);
  };
  const has = (word: string) => {
    if (hasAny(word)) return true;
    const respelt = (modern[language] ?? []).reduce((now, [old, by]) => now.replace(old, by), word);
    return respelt !== word && hasAny(respelt);
  };
  const joined = (word: string) => {
    for (let at = leastPart; at <= word.length - leastPart; at++) {
      if (!has(word.slice(0, at))) continue;
      for (const joint of joints[language] ?? []) {
        const rest = word.slice(at);
        const second = rest.startsWith(joint) ? rest.slice(joint.length) : '';
        if (second.length >= leastPart && has(second)) return true;
      }
    }
    return false;
  };
  const dates = datesOf(language);
  return (word) => {
    const lower = word.toLowerCase();
    if (has(lower) || dates.has(lower)) return 'word';
    if (has(capitalised(lower)) || has(word)) return 'name';
    return joints[language] !== undefined && joined(lower) ? 'word' : undefined;
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
