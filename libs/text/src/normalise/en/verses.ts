import type { SpokenRule } from '../spoken-language.ts';
import { cardinal } from './number-words.ts';

const books =
  'Gen(?:esis|\\.)|Exod(?:us|\\.)|Leviticus|Lev\\.|Numbers|Deuteronomy|Deut\\.|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|Nehemiah|Esther|Job|Psalms?|Ps\\.|Proverbs|Prov\\.|Ecclesiastes|Eccles\\.|Isaiah|Isa\\.|Jeremiah|Jer\\.|Lamentations|Ezekiel|Ezek\\.|Daniel|Dan\\.|Hosea|Joel|Amos|Obadiah|Jonah|Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|Matthew|Matt\\.|Mark|Luke|John|Acts|Romans|Rom\\.|Corinthians|Cor\\.|Galatians|Gal\\.|Ephesians|Eph\\.|Philippians|Colossians|Thessalonians|Timothy|Titus|Philemon|Hebrews|Heb\\.|James|Peter|Jude|Revelation|Rev\\.';

/** "John 3:16", "Psalm 119:105", "Matthew 5:3–10": chapter and verse. */
const verse: SpokenRule = {
  name: 'chapter and verse',
  holds: /\d:\d/,
  pattern: new RegExp(
    `(?<=(?<!\\p{L})(?:${books}) )(?<chapter>\\d{1,3}):(?<from>\\d{1,3})(?:[–-](?<to>\\d{1,3}))?(?![\\p{L}\\p{N}]|[:.–-]\\d)`,
    'gu',
  ),
  say({ groups }, setting) {
    const numbers = [groups?.chapter, groups?.from].map((one) => cardinal(Number(one), setting));
    const to = groups?.to === undefined ? '' : ` to ${cardinal(Number(groups.to), setting)}`;
    return numbers.join(' ') + to;
  },
};

/** "2:1", "1:100": what has two figures behind the colon is a time of day. */
const ratio: SpokenRule = {
  name: 'ratio',
  holds: /\d:\d/,
  pattern:
    /(?<![\p{L}\p{N}.,:/–-])(?<one>\d{1,4}):(?<other>\d|\d{3,6})(?![\p{L}\p{N}]|[:.,–-]\d)/gu,
  say({ groups }, setting) {
    return [groups?.one, groups?.other].map((part) => cardinal(Number(part), setting)).join(' to ');
  },
};

/** Before times, which have colons too. */
export const verses: readonly SpokenRule[] = [verse, ratio];
