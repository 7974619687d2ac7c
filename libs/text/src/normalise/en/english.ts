import { capitalised } from '../capitalised.ts';
import type { SpokenLanguage, SpokenRule } from '../spoken-language.ts';
import { abbreviations } from './abbreviations.ts';
import { startsSentence } from './around-match.ts';
import { calibres } from './calibres.ts';
import { capitalWords } from './capitals.ts';
import { currency } from './currency.ts';
import { dates } from './dates.ts';
import { degrees } from './degrees.ts';
import { figures } from './figures.ts';
import { fractions } from './fractions.ts';
import { inches } from './inches.ts';
import { months } from './months.ts';
import { oldMoney } from './old-money.ts';
import { phoneNumbers } from './phone-numbers.ts';
import { romanNumerals } from './roman-numerals.ts';
import { rulers } from './rulers.ts';
import { streets } from './streets.ts';
import { signsBeforeNumbers, symbols } from './symbols.ts';
import { times } from './times.ts';
import { titles } from './titles.ts';
import { units } from './units.ts';
import { verses } from './verses.ts';
import { webAddresses } from './web-addresses.ts';
import { years } from './years.ts';

/** What is said of a figure or sign begins with a capital where a sentence does. */
function capitalisedInFront(rule: SpokenRule): SpokenRule {
  return {
    ...rule,
    say(match, setting) {
      const words = rule.say(match, setting);
      const isFigure =
        /^[^\p{L}&]/u.test(match[0]) &&
        (startsSentence(match) || (setting.heading && match.index === 0));
      return words !== undefined && isFigure ? capitalised(words) : words;
    },
  };
}

/** Figures, which most texts have none of: tested once for all rules that say them. */
const figure = /[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/;

const ofFigures = [
  ...signsBeforeNumbers,
  ...calibres,
  ...dates,
  ...verses,
  ...times,
  ...oldMoney,
  ...currency,
  ...units,
  ...inches,
  ...degrees,
  ...fractions,
  ...years,
  ...figures,
].map((rule) => ({ ...rule, holds: figure }));

const rules = [
  ...webAddresses,
  ...phoneNumbers.map((rule) => ({ ...rule, holds: figure })),
  ...months,
  ...abbreviations,
  ...streets,
  ...titles,
  ...romanNumerals,
  ...rulers,
  ...ofFigures,
  ...symbols,
  ...capitalWords,
];

/**
 * English as it is read aloud. "en-US" has "one hundred one", "May third" and "percent"; all other
 * English has "one hundred and one", "May the third" and "per cent".
 */
export const english: SpokenLanguage = { tags: ['en'], rules: rules.map(capitalisedInFront) };
