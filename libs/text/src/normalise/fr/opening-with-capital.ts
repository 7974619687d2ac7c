import type { SpokenRule } from '../spoken-language.ts';

/** A rule whose words get a capital where they open the text in place of figures or capitals. */
export function openingWithCapital(rule: SpokenRule): SpokenRule {
  return {
    ...rule,
    say(match, setting) {
      const words = rule.say(match, setting);
      if (words === undefined || !opensText(match)) return words;
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    },
  };
}

function opensText({ input, index, 0: all }: RegExpExecArray): boolean {
  return index < 4 && !/^\p{Ll}/u.test(all) && /^[«“"(—\s]*$/u.test(input.slice(0, index));
}
