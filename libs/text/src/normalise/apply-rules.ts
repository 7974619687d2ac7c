import type { Replacement, SettledText } from './settled-text.ts';
import type { SpokenRule, SpokenSetting } from './spoken-language.ts';

/** Rounds at most; texts of books need two, the second of which finds nothing. */
const mostRounds = 8;

/**
 * Says all that the rules know, in their order; and again, as long as there is something, because what
 * one rule says may be what an earlier one has waited for.
 */
export function applyRules(
  text: SettledText,
  rules: readonly SpokenRule[],
  setting: SpokenSetting,
): void {
  for (let round = 0; round < mostRounds; round++) {
    let found = false;
    let tested: RegExp | undefined;
    let holds = false;
    for (const rule of rules) {
      // Rules of one kind share what they test for: most texts have nothing for any of them.
      if (rule.holds !== tested || holds) holds = rule.holds.test(text.text);
      tested = rule.holds;
      if (!holds) continue;
      const matches = matchesOf(rule, text, setting);
      found ||= matches.length > 0;
      text.settle(matches);
    }
    if (!found) return;
  }
}

function matchesOf(rule: SpokenRule, text: SettledText, setting: SpokenSetting): Replacement[] {
  const found: Replacement[] = [];
  for (const match of text.text.matchAll(rule.pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    if (end === start || text.touches(start, end)) continue;
    const words = rule.say(match, setting);
    if (words !== undefined) found.push({ start, end, words });
  }
  return found;
}
