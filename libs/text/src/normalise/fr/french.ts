import type { SpokenLanguage } from '../spoken-language.ts';
import { abbreviations } from './abbreviations.ts';
import { capitalWords } from './capitals.ts';
import { cardinals, negatives } from './cardinals.ts';
import { currency } from './currency.ts';
import { dates } from './dates.ts';
import { lettersWithStops } from './dotted-letters.ts';
import { fractions } from './fractions.ts';
import { measures, rates } from './measures.ts';
import { openingWithCapital } from './opening-with-capital.ts';
import { ordinals } from './ordinals.ts';
import { phoneNumbers } from './phone-numbers.ts';
import { references } from './references.ts';
import { romanNumerals } from './roman-numerals.ts';
import { signsOfNumbers, symbols } from './symbols.ts';
import { times } from './times.ts';
import { titlesOfNames } from './titles.ts';
import { webAddresses } from './web-addresses.ts';

/**
 * What French readers say, in the usage of France: soixante-dix, quatre-vingts.
 *
 * The order is from what is certain by its form to what is left: a number is only a cardinal if it
 * is no date, time, amount or measure.
 */
export const french: SpokenLanguage = {
  tags: ['fr'],
  rules: [
    ...[...webAddresses, ...phoneNumbers, ...rates, ...references, ...signsOfNumbers],
    ...[...negatives, ...dates, ...times, ...ordinals, ...currency, ...measures],
    ...[...romanNumerals, ...fractions, ...cardinals, ...symbols, ...abbreviations],
    ...[...titlesOfNames, ...capitalWords, ...lettersWithStops],
  ].map(openingWithCapital),
};
