import { capitalised } from '../capitalised.ts';
import type { SpokenLanguage, SpokenRule } from '../spoken-language.ts';
import { abbreviations } from './abbreviations.ts';
import { capitals } from './capitals.ts';
import { compounds } from './compounds.ts';
import { crowns, currency } from './currency.ts';
import { dates } from './dates.ts';
import { followingPages } from './following-pages.ts';
import { fractions } from './fractions.ts';
import { initials } from './initials.ts';
import { monarchs, shortenedMonarch } from './monarchs.ts';
import { numberBehindCapitals, numbers } from './numbers.ts';
import { ordinals } from './ordinals.ts';
import { phoneNumbers } from './phone-numbers.ts';
import { placeNames } from './place-names.ts';
import { ranges } from './ranges.ts';
import { romanNumerals } from './roman-numerals.ts';
import { scripture } from './scripture.ts';
import { signsOfNumbers } from './signs-of-numbers.ts';
import { symbols } from './symbols.ts';
import { times } from './times.ts';
import { measures } from './units.ts';
import { webAddress } from './web-addresses.ts';

/** A rule whose words begin with a capital where the text begins. */
function withCapital(rule: SpokenRule): SpokenRule {
  return {
    ...rule,
    say(match, setting) {
      const words = rule.say(match, setting);
      const begins =
        words !== undefined && !/[\p{L}\p{N}]/u.test(match.input.slice(0, match.index));
      return begins ? capitalised(words) : words;
    },
  };
}

/**
 * How Danish is said. What needs to see figures stands before the rules that say them: most say
 * only the sign beside a number, and `numbers` all figures that are left.
 */
export const danish: SpokenLanguage = {
  tags: ['da'],
  rules: [
    webAddress,
    ...[
      scripture,
      numberBehindCapitals,
      shortenedMonarch,
      ...abbreviations,
      placeNames,
      ...phoneNumbers,
      followingPages,
      ...signsOfNumbers,
      ...dates,
      ...times,
      ...crowns,
      ...ranges,
      ...currency,
      ...measures,
      ...compounds,
      ...symbols,
      ...monarchs,
      ...romanNumerals,
      ...ordinals,
      ...fractions,
      ...numbers,
    ].map(withCapital),
    capitals,
    initials,
  ],
};
