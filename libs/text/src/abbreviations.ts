import { primaryLanguage } from '@audiobook/model/primary-language';

/**
 * Abbreviations whose full stop ends no sentence, per language, in lower case and without the stop.
 *
 * `always`: a name or more of the sentence follows ("Mr. Darcy"). `beforeNumber`: an abbreviation
 * only in front of a digit, else a word of its own ("No. 5", but "No. He left."). `ordinalNouns`:
 * capitalised words that may follow an ordinal written with a full stop ("4. Mai").
 */
export interface Abbreviations {
  always: ReadonlySet<string>;
  beforeNumber: ReadonlySet<string>;
  ordinalNouns: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

const english: Abbreviations = {
  always: words(
    'mr mrs ms messrs mme mlle mm dr drs prof rev revd hon pres gov sen rep st mt ft sr fr gen col',
    'capt cpt cmdr lt lieut sgt serg maj adm brig supt insp cpl pte pvt rt mons sig e.g i.e viz cf vs q.v n.b jan feb aug sept oct nov',
  ),
  beforeNumber: words('no nos vol vols ch chap p pp fig figs sec art bk pt cap ver v l ll dec mar'),
  ordinalNouns: none,
};

const french: Abbreviations = {
  always: words(
    'mm mme mmes mlle mlles mgr me dr drs pr st ste vve cie cf c.-à-d av boul bd fg éd env',
    'p.ex ex mr dép arr hon',
  ),
  beforeNumber: words('no nos p pp art chap ch t vol fig n liv v sect'),
  ordinalNouns: none,
};

const danish: Abbreviations = {
  always: words(
    'hr hrr fr mme mons mlle frk frkn frø dr prof past etatsr justitsr kammerr konf skt sct st s.u f.eks fx bl.a',
    'd.v.s dvs d.e ca cirka jf jfr pga p.gr.a mht m.h.t ift fhv afd evt inkl ekskl hhv vedr ang alm',
    'kgl f.ex ex eks adj cand lic stud mag kapt løjtn ltn gl sml såk',
  ),
  beforeNumber: words('kl nr no s kap bd bind §§ art fig kr side str v'),
  ordinalNouns: words(
    'januar februar marts april maj mai juni juli august september oktober november december',
    'jan feb febr mar apr jun jul aug sept okt nov dec aarhundrede århundrede kapitel bog del',
  ),
};

const german: Abbreviations = {
  always: words(
    'hr hrn herrn fr frl dr prof hl st frhr z.b d.h u.a u.ä v.a i.e s.o s.u bzw ca evtl ggf vgl sog',
    'gest geb inkl exkl insb jr sen abs o.ä i.d.r m.e a.d',
  ),
  beforeNumber: words('nr s kap bd art abb str § v'),
  ordinalNouns: words(
    'januar jänner februar märz april mai juni juli august september oktober november dezember',
    'jan feb mär apr jun jul aug sep sept okt nov dez jahrhundert jahrhunderts jahrhunderte kapitel',
    'kapitels auflage klasse stock stockwerk band teil tag tage tages woche regiment geburtstag',
  ),
};

const spanish: Abbreviations = {
  always: words(
    'sr sra srta sres sras d dª dr dra drs dras ud uds vd vds prof gral cap lic ing fr sto sta p.ej',
  ),
  beforeNumber: words('núm n.º nº pág págs cap vol tomo art fig'),
  ordinalNouns: none,
};

const italian: Abbreviations = {
  always: words(
    'sig sigg sig.ra dott dott.ssa prof prof.ssa on ing avv geom rag mons cav comm gen col cap s ss',
  ),
  beforeNumber: words('n nn pag pagg p pp cap vol art fig'),
  ordinalNouns: none,
};

const portuguese: Abbreviations = {
  always: words('sr sra srta srs sras d dr dra drs prof profa exmo exma ilmo v.ex.ª sto sta'),
  beforeNumber: words('n.º nº pág págs cap vol art fig'),
  ordinalNouns: none,
};

const dutch: Abbreviations = {
  always: words(
    'dhr mevr mej mw dr drs prof ds ir ing mr st jhr kol kapt bijv bv enz d.w.z a.u.b o.a m.a.w',
  ),
  beforeNumber: words('nr blz p hfst art afb deel'),
  ordinalNouns: none,
};

const swedish: Abbreviations = {
  always: words('hr fr frk dr prof kapt löjtn s:t s:ta t.ex bl.a d.v.s dvs f.d s.k m.m o.d jfr ca'),
  beforeNumber: words('nr kl s sid kap bd st'),
  ordinalNouns: none,
};

const byLanguage = new Map<string, Abbreviations>([
  ['en', english],
  ['fr', french],
  ['da', danish],
  ['nb', danish],
  ['no', danish],
  ['de', german],
  ['es', spanish],
  ['it', italian],
  ['pt', portuguese],
  ['nl', dutch],
  ['sv', swedish],
]);

/** The abbreviations of a BCP 47 language tag; none where the language has no list. */
export function abbreviationsOf(language: string): Abbreviations {
  return (
    byLanguage.get(primaryLanguage(language)) ?? {
      always: none,
      beforeNumber: none,
      ordinalNouns: none,
    }
  );
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
