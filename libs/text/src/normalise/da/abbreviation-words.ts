/**
 * What abbreviations stand for, by what is written in small letters without spaces and last stop:
 * those of today (Retskrivningsordbogen) and those of older print (`mons.`, `etatsr.`).
 *
 * Not here is what is a word as well ("mad." for madam, "gen." for general), and what has several
 * readings ("M." and "v.").
 */

/** Never end a sentence: something follows, and the stop is not heard. */
export const withinSentences = read(`
  bl.a=blandt andet|f.eks=for eksempel|fx=for eksempel|p.gr.a=på grund af|p.g.a=på grund af|pga=på grund af
  d.v.s=det vil sige|dvs=det vil sige|d.e=det er|ca=cirka|jf=jævnfør|jfr=jævnfør|jvf=jævnfør|sml=sammenlign
  mht=med hensyn til|m.h.t=med hensyn til|ift=i forhold til|i.f.t=i forhold til|ifm=i forbindelse med
  i.f.m=i forbindelse med|iht=i henhold til|i.h.t=i henhold til|ifl=ifølge|iflg=ifølge|m.h.p=med henblik på
  mhp=med henblik på|vha=ved hjælp af|v.h.a=ved hjælp af|vedr=vedrørende|ang=angående|evt=eventuelt
  hhv=henholdsvis|resp=respektive|inkl=inklusive|ekskl=eksklusive|fhv=forhenværende|forh=forhenværende
  tidl=tidligere|nuv=nuværende|dav=daværende|m.a.o=med andre ord|i.st.f=i stedet for|istf=i stedet for
  f.s.v=for så vidt|egl=egentlig|egtl=egentlig|opr=oprindelig|navnl=navnlig|undt=undtagen|såk=såkaldt
  s.k=såkaldt|pr=per|alm=almindelig|kgl=kongelig|kejs=kejserlig`);

/** May end a sentence: where one does, its stop stays. */
export const atEnds = read(`
  osv=og så videre|o.s.v=og så videre|etc=et cetera|o.s.fr=og så fremdeles|m.m=med mere|m.v=med videre
  mv=med videre|m.fl=med flere|mfl=med flere|o.l=og lignende|o.lign=og lignende|e.l=eller lignende
  e.lign=eller lignende|o.a=og andet|o.m.a=og mange andre|f.kr=før Kristus|e.kr=efter Kristus
  f.v.t=før vor tidsregning|e.v.t=efter vor tidsregning|s.å=samme år|s.aa=samme år|d.å=dette år|d.aa=dette år
  d.d=dags dato|d.s=det samme|p.t=for tiden|s.u=svar udbedes|n.b=nota bene|pct=procent|kbh=København
  kbhvn=København|khvn=København|m.o.h=meter over havet|f.m=formiddag|e.m=eftermiddag
  årh=århundrede|aarh=aarhundrede|t.v=til venstre|t.h=til højre|jr=junior`);

/** In front of a name, or alone. */
export const titles = read(`
  hr=herr|hrr=herrer|fr=fru|frk=frøken|frkn=frøken|dr=doktor|mme=madame|mlle=mademoiselle|mons=monsieur
  mr=mister|mrs=misses|jgfr=jomfru|jomfr=jomfru`);

/** Only in front of a name or another title. */
export const beforeNames = read(`
  prof=professor|past=pastor|mag=magister|kapt=kaptajn|capt=kaptajn|ltn=løjtnant|løjtn=løjtnant|lieut=løjtnant
  premierltn=premierløjtnant|sekondltn=sekondløjtnant|oberstltn=oberstløjtnant|etatsr=etatsråd
  justitsr=justitsråd|kammerr=kammerråd|kammerh=kammerherre|konferensr=konferensråd|kancellir=kancelliråd
  skt=sankt|sct=sankt|gl=gammel|ndr=nordre|sdr=søndre|insp=inspektør|fuldm=fuldmægtig`);

/** Only in front of a figure. */
export const beforeFigures = read(`
  kl=klokken|tlf=telefon|telf=telefon|s=side|p=side|pag=side|c=cirka|f=født|stk=stykke|hft=hæfte|sp=spalte
  str=størrelse|maks=maksimalt|max=maksimalt`);

/** Only in front of a figure or a Roman numeral. */
export const beforeNumerals = read(`
  nr=nummer|no=nummer|kap=kapitel|cap=kapitel|bd=bind|vol=bind|fig=figur|afd=afdeling|afs=afsnit`);

/** What is so common without a stop that it needs none. */
export const withoutStop = new Set('fx osv dvs pga mht hr frk ca kl nr tlf mfl etc hhv'.split(' '));

/** Reads "short=long" pairs between bars and line breaks. */
function read(pairs: string): ReadonlyMap<string, string> {
  const rows = pairs.trim().split(/ *[|\n] */);
  return new Map(rows.map((row) => [row.split('=')[0] ?? '', row.split('=')[1] ?? '']));
}
