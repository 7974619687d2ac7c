import type { Replacement, SettledText } from './settled-text.ts';
import type { SpokenRule, SpokenSetting } from './spoken-language.ts';

/** Says all that the rules know, in their order. */
export function applyRules(
  text: SettledText,
  rules: readonly SpokenRule[],
  setting: SpokenSetting,
): void {
  for (const rule of rules) {
    if (rule.holds.test(text.text)) text.settle(matchesOf(rule, text, setting));
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
