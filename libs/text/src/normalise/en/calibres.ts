import type { SpokenRule } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { pluralOf } from './number-words.ts';

/** Bores of small arms, in hundredths or thousandths of an inch, as they are called. */
const bores: Readonly<Record<string, string>> = {
  '22': 'twenty-two',
  '25': 'twenty-five',
  '32': 'thirty-two',
  '38': 'thirty-eight',
  '44': 'forty-four',
  '45': 'forty-five',
  '303': 'three-oh-three',
  '357': 'three fifty-seven',
};

const arms =
  /^[ -](?:calib(?:re|er)|pistol|revolver|rifle|automatic|handgun|gun|Colt|Magnum|Webley|slug|bullet|shell|cartridge|round)s?(?!\p{L})/u;

/** Whose it is, in front of it; a share of something has no article. */
const owned =
  /(?<!\p{L})(?:an?|the|his|her|my|your|their|this|that) (?:old |loaded |heavy |big |little )?$/iu;

/** What is counted in decimals, behind it. */
const measured = /^(?:%| (?:per|percent|inch|inches|of|million|billion|average)(?!\p{L}))/u;

/** "a .38", "his .45 automatic", "two .22s": no decimals. */
const calibre: SpokenRule = {
  name: 'calibre',
  holds: /\.\d{2}/,
  pattern:
    /(?<![\p{L}\p{N}.,…])\.(?<bore>22|25|32|38|44|45|303|357)(?<many>s)?(?![\p{L}\p{N}]|[.,:/–-]\d)/gu,
  say(match) {
    const { bore = '', many } = match.groups ?? {};
    const [head, next] = [before(match), after(match)];
    const isArm =
      many !== undefined || arms.test(next) || (owned.test(head) && !measured.test(next));
    const words = bores[bore];
    if (!isArm || words === undefined) return undefined;
    return many === undefined ? words : pluralOf(words);
  },
};

export const calibres: readonly SpokenRule[] = [calibre];
