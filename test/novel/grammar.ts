import type { Random } from './random.ts';

/** What prose in one language is made of. Entries may hold `{thing}` and the like. */
export interface Grammar {
  /** BCP 47. */
  language: string;
  chapter: (number: number, title: string) => string;
  quote: (speech: string) => string;
  dash: string;
  /** What stands between a word and its `!` or `?`. */
  gap: string;
  titles: { adjectives: string[]; nouns: string[] };
  people: string[];
  adjectives: string[];
  things: string[];
  places: string[];
  times: string[];
  /** What one does alone, and what one does to a thing. */
  doings: string[];
  deeds: string[];
  /** What joins two clauses, its mark included. */
  links: string[];
  says: string[];
  manners: string[];
  speeches: string[];
  cries: string[];
  questions: string[];
  /** Whole sentences that come again and again. */
  refrains: string[];
  /** Whole sentences with numbers, abbreviations and emphasis. */
  asides: string[];
  verse: string[];
  items: string[];
  article: string;
}

/** A sentence of narration with its full stop: from a few words to several hundred characters. */
export function narrate(grammar: Grammar, random: Random): string {
  const kind = random.next();
  if (kind < 0.03) return random.pick(grammar.refrains);
  if (kind < 0.06) return random.pick(grammar.asides);
  let sentence = capitalise(clause(grammar, random));
  while (random.chance(0.55))
    sentence += `${random.pick(grammar.links)} ${clause(grammar, random)}`;
  return `${sentence}${random.chance(0.04) ? `${grammar.gap}!` : '.'}`;
}

/** A paragraph of someone speaking, one sentence an item. */
export function converse(grammar: Grammar, random: Random): string[] {
  const kind = random.next();
  if (kind < 0.15) return [grammar.quote(`${random.pick(grammar.cries)}${grammar.gap}!`)];
  const tag = `${random.pick(grammar.says)} ${random.pick(grammar.people)}${random.pick(grammar.manners)}`;
  if (kind < 0.4) {
    return [
      `${grammar.quote(`${fill(grammar, random, grammar.questions)}${grammar.gap}?`)} ${tag}.`,
    ];
  }
  if (kind < 0.55)
    return [`${grammar.dash} ${fill(grammar, random, grammar.speeches)}${grammar.gap}!`];
  const first = `${grammar.quote(`${fill(grammar, random, grammar.speeches)},`)} ${tag}.`;
  if (random.chance(0.5)) return [first];
  const more = Array.from({ length: 1 + random.below(3) }, () => speak(grammar, random));
  return [first, ...grammar.quote(more.join('\n')).split('\n')];
}

function speak(grammar: Grammar, random: Random): string {
  const kind = random.next();
  if (kind < 0.2) return `${random.pick(grammar.cries)}${grammar.gap}!`;
  if (kind < 0.35) return `${fill(grammar, random, grammar.questions)}${grammar.gap}?`;
  return `${fill(grammar, random, grammar.speeches)}.`;
}

function clause(grammar: Grammar, random: Random): string {
  const who = random.chance(0.5) ? random.pick(grammar.people) : thing(grammar, random);
  const done = random.chance(0.35)
    ? random.pick(grammar.doings)
    : `${random.pick(grammar.deeds)} ${thing(grammar, random)}`;
  const where = random.chance(0.4) ? ` ${random.pick(grammar.places)}` : '';
  const when = random.chance(0.3) ? ` ${random.pick(grammar.times)}` : '';
  return `${who} ${done}${where}${when}`;
}

function thing({ article, adjectives, things, language }: Grammar, random: Random): string {
  const noun = random.pick(things);
  if (random.chance(0.55)) return `${article} ${noun}`;
  const adjective = random.pick(adjectives);
  return language === 'fr' ? `${article} ${noun} ${adjective}` : `${article} ${adjective} ${noun}`;
}

/** One of the patterns with its slots filled. */
export function fill(grammar: Grammar, random: Random, patterns: readonly string[]): string {
  return random.pick(patterns).replace(/\{(\w+)\}/g, (_, slot) => {
    if (slot === 'thing') return random.pick(grammar.things);
    if (slot === 'adjective') return random.pick(grammar.adjectives);
    if (slot === 'person') return random.pick(grammar.people);
    return random.pick(slot === 'place' ? grammar.places : grammar.times);
  });
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
