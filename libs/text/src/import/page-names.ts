/** Names under which books list pages that are not their text, in the languages that use them. */
const leftOutNames: readonly [string, RegExp][] = [
  [
    'cover page',
    /^((front )?cover( page| image)?|couverture|(premi[eè]re de )?couverture|forside|omslag|umschlag|titelbild|cubierta|portada exterior|copertina|kaft|framsida|表紙)$/,
  ],
  [
    'title page',
    /^(title ?page|page de titre|titre|titelblatt|titelseite|titelei|titelblad|titelside|tittelside|tittelblad|titelpagina|titelsida|portada|portadilla|frontespizio)$/,
  ],
  [
    'half title page',
    /^(half[- ]?title( ?page)?|faux[- ]titre|schmutztitel|smudstitel|smusstittel|smutstitel|anteportada|occhiello|occhietto|franse titel|voordehandse titel)$/,
  ],
  [
    'copyright page',
    /^((un)?copyright( page| notice)?|copyrights?( and permissions)?|mentions l[eé]gales|droits d.auteur|rettigheder|ophavsret|kolofon og rettigheder|rettigheter|opphavsrett|upphovsr[aä]tt|urheberrecht|rechtliche hinweise|cr[eé]ditos|derechos de autor|p[aá]gina legal|diritti d.autore|note legali|auteursrecht(en)?)$/,
  ],
  ['imprint', /^(imprint|impressum|pie de imprenta)$/],
  ['colophon', /^(colophon|kolofon|colof[oó]n|achev[eé] d.imprimer|finito di stampare)$/],
  [
    'table of contents page',
    /^((table of )?contents|the contents|toc|table des mati[eè]res|table|sommaire|indhold(sfortegnelse)?|innhold|inneh[aå]ll|inhalt(sverzeichnis)?|inhoud(sopgave)?|[ií]ndice( general| generale)?|tabla de contenidos?|contenidos?|sommario|indice dei contenuti|indholdsliste|innholdsfortegnelse|inneh[aå]llsf[oö]rteckning|目次)$/,
  ],
  [
    'list of illustrations',
    /^((list of )?(illustrations|figures|plates|maps)|(table|liste) des illustrations|abbildungsverzeichnis|verzeichnis der abbildungen|illustrationsliste|liste over illustrationer|bildeliste|bildf[oö]rteckning|(lista|[ií]ndice) de ilustraciones|(elenco|indice) delle illustrazioni|lijst van (illustraties|afbeeldingen)|図表一覧)$/,
  ],
  [
    'list of other books',
    /^(also by\b.*|(other )?(books|works|titles) by\b.*|by the same author|du même auteur|af samme forfatter|av samme forfatter|av samma f[oö]rfattare|vom selben autor|vom gleichen autor|del mismo autor|dello stesso autore|van dezelfde (auteur|schrijver))$/,
  ],
  [
    'dedication',
    /^(dedication|d[eé]dicace|widmung|tilegnelse|tillegnelse|tilegnet|dedikation|till[aä]gnan|dedicatoria|dedica|opdracht)$/,
  ],
  [
    'index',
    /^((general )?index|(general|sach|personen|namen|navne|sak|person)?-?register|stikordsregister|stikkordregister|sakregister|registre|index (des noms|g[eé]n[eé]ral)|[ií]ndice (alfab[eé]tico|anal[ií]tico|analitico|onom[aá]stico|onomastico)|indice dei nomi)$/,
  ],
  ['transcriber’s notes', /^transcriber.?s.? notes?$/],
  ['Project Gutenberg licence', /^(the )?(full )?project gutenberg.*licen[cs]e$/],
];

/** Short pages of the author's own that open a book and are heard before its first chapter. */
const openings = /^(epigraph|[eé]pigraphe|motto)$/;

/** As what a page of this name is left out, or undefined where it is the book's text. */
export function leftOutPage(name: string): string | undefined {
  const key = keyOf(name);
  return leftOutNames.find(([, names]) => names.test(key))?.[0];
}

/** Whether a page of this name opens the book: an epigraph. */
export function isOpeningPage(name: string): boolean {
  return openings.test(keyOf(name));
}

/** Chapters that are named instead of numbered, wherever the numbered ones stand; they may have a title. */
export function isNamedChapter(name: string): boolean {
  const [, own = '', title] = /^([^:.—–]{1,30}?)(?:[:.—–]\s*(.*))?$/u.exec(name.trim()) ?? [];
  const isSentence = title !== undefined && /[.!?…,;]["”»]?$|^\p{Ll}/u.test(title);
  return namedChapters.test(keyOf(own)) && !isSentence;
}

const namedChapters =
  /^(the )?(prologue?|prolog|preface|pr[eé]face|vorwort|forord|fortale|avant-propos|foreword|introduction|introductory|indledning|einleitung|introducci[oó]n|introduzione|epilogue?|[eé]pilogue|epilog|conclusion|slutning|schlu[sß]s?|conclusi[oó]n|conclusione|afterword|postface|efterskrift|nachwort|postscript|post-scriptum|appendix|appendice|interlude|interm[eè]de|finale|envoi)$/;

/** Longer names, in characters, are no names of such pages. */
const longestName = 100;

function keyOf(name: string): string {
  if (name.length > longestName) return '';
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/^[\s\p{P}*_]+|[\s\p{P}*_]+$/gu, '')
    .replace(/\s+/g, ' ');
}
