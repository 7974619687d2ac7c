/** Names under which books list pages that are not their text, in the languages that use them. */
const leftOutNames: readonly [string, RegExp][] = [
  [
    'cover page',
    /^((front )?cover( page| image)?|couverture|forside|omslag|umschlag|cubierta|copertina|表紙)$/,
  ],
  [
    'title page',
    /^(title ?page|page de titre|titelblatt|titelseite|titelblad|titelside|portada|frontespizio)$/,
  ],
  ['half title page', /^(half[- ]?title( ?page)?|faux[- ]titre|schmutztitel|smudstitel)$/],
  [
    'copyright page',
    /^((un)?copyright( page| notice)?|copyrights?( and permissions)?|mentions légales|droits d.auteur|rettigheder)$/,
  ],
  ['imprint', /^(imprint|impressum)$/],
  ['colophon', /^(colophon|kolofon|achevé d.imprimer)$/],
  [
    'table of contents page',
    /^((table of )?contents|the contents|toc|table des mati[eè]res|table|sommaire|indhold(sfortegnelse)?|innhold|inneh[aå]ll|inhalt(sverzeichnis)?|inhoud(sopgave)?|[ií]ndice( general)?|目次)$/,
  ],
  [
    'list of illustrations',
    /^((list of )?(illustrations|figures|plates|maps)|(table|liste) des illustrations|abbildungsverzeichnis|図表一覧)$/,
  ],
  [
    'list of other books',
    /^(also by\b.*|(other )?(books|works|titles) by\b.*|by the same author|du même auteur|af samme forfatter|vom selben autor)$/,
  ],
  ['dedication', /^(dedication|d[eé]dicace|widmung|tilegnelse|dedicatoria|dedica|opdracht)$/],
  ['index', /^(index|register|registre)$/],
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
