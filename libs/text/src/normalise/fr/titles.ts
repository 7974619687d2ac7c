import type { SpokenRule } from '../spoken-language.ts';
import { textAfter, textBefore } from './around.ts';

/** Titles in front of a name, without a stop or with one. */
const titles: Readonly<Record<string, string>> = {
  ...{
    MM: 'Messieurs',
    Mme: 'Madame',
    Mmes: 'Mesdames',
    Mlle: 'Mademoiselle',
    Mlles: 'Mesdemoiselles',
  },
  ...{
    Melle: 'Mademoiselle',
    Mgr: 'Monseigneur',
    Mgrs: 'Messeigneurs',
    Mr: 'Monsieur',
    Mrs: 'Messieurs',
  },
  ...{ Dr: 'Docteur', Drs: 'Docteurs', Pr: 'Professeur', Me: 'Maître', Mes: 'Maîtres' },
  ...{
    Vve: 'Veuve',
    Cdt: 'Commandant',
    Lt: 'Lieutenant',
    Sgt: 'Sergent',
    Cte: 'Comte',
    Ctesse: 'Comtesse',
  },
  ...{ Vte: 'Vicomte', Vtesse: 'Vicomtesse' },
};
const names = Object.keys(titles).join('|');

/** What may stand between a title and its name: "M. de Villefort", "M. le comte", "MM. les jurés". */
const between = `(?:de |d[’']|du |des |le |la |les |l[’']|votre |notre |son |sa |ses |vos |nos |mon |ma |et |& |ou |van |von |di |della )`;

/** What begins a sentence rather than a name. */
const opener = String.raw`(?:Il|Elle|Ils|Elles|On|Je|Nous|Vous|Tu|Ce|Cette|Ces|Mais|Et|Puis|Alors|À|Au|En|Dans|Pour|Un|Une|Quand|[CJ][’']\p{Ll})(?![\p{L}-])`;

/** "M. Dupont": the title is said where a name follows; "M." in a name is an initial. */
const monsieur: SpokenRule = {
  name: 'Monsieur',
  holds: /M\. /,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}.’-])M\.(?= (?:\p{Lu}|${between}))(?! ${opener})`,
    'gu',
  ),
  say: (match) => (isMiddleInitial(textBefore(match)) ? undefined : 'Monsieur'),
};

/** "Mme de Staël", "MM. les jurés", "Mgr Myriel", "Dr Blanche". */
const title: SpokenRule = {
  name: 'title',
  holds: /(?:M[MmlgreMs]|Melle|Dr|Pr|V[vt]|C[dt]|Lt|Sgt)[a-z]{0,4}\.? /,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}.’-])(?<title>${names})(?![\p{L}\p{N}’'-])(?:\.(?= ))?(?= (?:\p{Lu}|${between}))`,
    'gu',
  ),
  say(match) {
    const { title: written = '' } = match.groups ?? {};
    const after = textAfter(match);
    // "Me" and "Mes" are words, too: only in front of a name.
    if (/^Mes?$/.test(written) && !/^ \p{Lu}[\p{L}.]/u.test(after)) return undefined;
    if (/^Mrs$/.test(written) && match[0].endsWith('.')) return undefined;
    return titles[written];
  },
};

/** "Mme" alone: it is nothing else. */
const loneTitle: SpokenRule = {
  name: 'title alone',
  holds: /M(?:me|lle|gr)/,
  pattern:
    /(?<![\p{L}\p{N}.-])(?<title>Mmes?|Mlles?|Mgr)(?![\p{L}\p{N}’'-])(?:\.(?= ?[\p{Ll}\p{N},;:!?…]))?/gu,
  say: ({ groups }) => titles[groups?.title ?? ''],
};

/** "St-Germain", "Ste Anne", "St. Pierre". */
const saint: SpokenRule = {
  name: 'saint',
  holds: /Ste?s?[-. ]/,
  pattern: /(?<![\p{L}\p{N}.])S(?<e>te?)(?<many>s)?(?:\.(?=[ -]\p{Lu}))?(?=[ -]\p{Lu})/gu,
  say: ({ groups }) => `Saint${groups?.e === 'te' ? 'e' : ''}${groups?.many ?? ''}`,
};

export const titlesOfNames: readonly SpokenRule[] = [monsieur, title, loneTitle, saint];

/** "Robert M. Pirsig": behind a name that opens no sentence. */
function isMiddleInitial(before: string): boolean {
  return /[\p{Ll},;] \p{Lu}\p{Ll}+ $/u.test(before);
}
