import type { Gender } from './number-words.ts';

/** Nouns with "et" that books count, also as the last part of a word ("regnskabsår", "Trækors"). */
const neuterNouns = words(
  'år aar døgn minut sekund kvarter kvartal århundrede aarhundrede årti årtusinde hundrede tusind tusinde',
  'barn menneske hus skib bord rum værelse kapitel bind vers afsnit brev blad stykke par dusin snes',
  'glas fad lod pund kilo kilogram gram ton bud ord navn tal punkt point kort slag skud skridt kys',
  'dyr får faar lam svin hoved ben øje øre træ æble æg brød digt spil mål maal skilderi billede værk',
  'sogn land amt herred slot tog hold kompagni regiment hjul vindue sejl anker net rev løb møde bryllup',
  'besøg forsøg tilfælde forhold eksempel spørgsmål sted vidne medlem par hjerte liv nederlag angreb',
  'kammer køkken bidrag beløb lys fjerdingår halvår fjerdingaar halvaar semester job lod led hæfte hefte oplag',
);

/** Ends of words that are neuter and no noun of the other gender. */
const neuterEnd =
  /(?:år|aar|barn|hus|skib|stykke|kapitel|bind|minut|sekund|døgn|årti|århundrede|aarhundrede|menneske|hoved|værelse|kilo|gram|pund)$/;

/** Adjectives that only stand before such nouns. */
const neuterAdjectives = words(
  'stort godt nyt gammelt ungt langt enkelt halvt helt fuldt smukt rødt hvidt dødt',
);

/** The gender of the noun that follows, as far as it is known; undefined where no word follows. */
export function genderAhead(text: string, from: number): Gender | undefined {
  const match = /^[ -]?(\p{L}+)(?: (\p{L}+))?/u.exec(text.slice(from, from + 60));
  const first = match?.[1]?.toLowerCase();
  if (first === undefined) return undefined;
  if (neuterAdjectives.has(first)) return 'neuter';
  const noun = adjective.test(first) ? (match?.[2]?.toLowerCase() ?? first) : first;
  return neuterNouns.has(noun) || neuterEnd.test(noun) ? 'neuter' : 'common';
}

/** Words between number and noun that say nothing of its gender. */
const adjective = /^(?:lille|eneste|levende|bitte|ekstra|hele|halve|store|små|smaa|gode|kvadrat)$/;

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
