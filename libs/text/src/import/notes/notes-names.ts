/** Headings that say that notes stand below, and nothing but notes. */
const certain =
  /^((foot|end|rear)[- ]?notes?|(explanatory|editorial|editor.?s|author.?s|translator.?s) notes|notes (and references|to (the )?(text|chapters?|pages?)\b.{0,30})|notes de (bas de page|fin|l.auteur|l.éditeur|du traducteur)|fodnoter|slutnoter|fu(ß|ss)noten|endnoten|anmerkungen|anm[æa]rkninger|anmärkningar|fotnoter|slutnoter|notas (al pie|a pie de página|finales)|note (a piè di pagina|a pie di pagina|finali|dell.autore)|voetnoten|eindnoten|alaviitteet|notas de rodapé|注釈?(一覧)?|脚注|註)$/iu;

/** Headings that may say so. */
const possible = /^(the )?(notes?|noter|noten|notas|references|références|viitteet)$/iu;

/** How sure a name makes it that notes stand below it; undefined for any other name. */
export function namesNotes(name: string): 'certain' | 'possible' | undefined {
  if (name.length > 80) return undefined;
  const key = name.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '').replace(/\s+/g, ' ');
  if (certain.test(key)) return 'certain';
  return possible.test(key) ? 'possible' : undefined;
}

const headings: Readonly<Record<string, string>> = {
  da: 'Noter',
  de: 'Anmerkungen',
  es: 'Notas',
  fi: 'Viitteet',
  fr: 'Notes',
  it: 'Note',
  ja: '注',
  nb: 'Noter',
  nl: 'Noten',
  nn: 'Notar',
  no: 'Noter',
  pt: 'Notas',
  sv: 'Noter',
};

/** The heading over the notes at a chapter's end. @param language a BCP 47 tag */
export function notesHeading(language: string | undefined): string {
  return headings[(language ?? '').split('-')[0]?.toLowerCase() ?? ''] ?? 'Notes';
}
