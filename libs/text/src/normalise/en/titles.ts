import type { SpokenRule } from '../spoken-language.ts';
import { after, before, endsSentence } from './around-match.ts';
import { isAmerican } from './variety.ts';

/** With or without a full stop, whatever follows. */
const always: Readonly<Record<string, string>> = {
  mr: 'Mister',
  mrs: 'Missus',
  messrs: 'Messieurs',
  mme: 'Madame',
  mlle: 'Mademoiselle',
  mdme: 'Madame',
};

/** With or without a full stop, in front of a name. */
const beforeName: Readonly<Record<string, string>> = {
  ms: 'Miz',
  dr: 'Doctor',
  drs: 'Doctors',
  prof: 'Professor',
  profs: 'Professors',
  rev: 'Reverend',
  revd: 'Reverend',
  capt: 'Captain',
  lt: 'Lieutenant',
  lieut: 'Lieutenant',
  sgt: 'Sergeant',
  sergt: 'Sergeant',
  serjt: 'Serjeant',
  cpl: 'Corporal',
  pvt: 'Private',
  pte: 'Private',
  cmdr: 'Commander',
  supt: 'Superintendent',
  mt: 'Mount',
  mgr: 'Monsignor',
  msgr: 'Monsignor',
};

/** Words or names of their own without the full stop. */
const withStop: Readonly<Record<string, string>> = {
  hon: 'Honourable',
  col: 'Colonel',
  gen: 'General',
  maj: 'Major',
  brig: 'Brigadier',
  adm: 'Admiral',
  gov: 'Governor',
  sen: 'Senator',
  rep: 'Representative',
  pres: 'President',
  insp: 'Inspector',
  det: 'Detective',
  fr: 'Father',
  ft: 'Fort',
  mons: 'Monsieur',
  thos: 'Thomas',
  wm: 'William',
  chas: 'Charles',
  geo: 'George',
  jas: 'James',
  edw: 'Edward',
  robt: 'Robert',
  saml: 'Samuel',
  rt: 'Right',
};

const front: Readonly<Record<string, string>> = { ...always, ...beforeName, ...withStop };

const titleBeforeName: SpokenRule = {
  name: 'title',
  holds: new RegExp(`\\b(?:${spellings(front)})\\b`),
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.]|\\p{L}[’'])(?<title>${spellings(front)})(?:(?<stop>\\.)(?![\\p{Ll}\\p{N}.])|(?![\\p{L}\\p{N}.]|[’']\\p{L}))`,
    'gu',
  ),
  say(match, { language }) {
    const title = match.groups?.title?.toLowerCase() ?? '';
    const stop = match.groups?.stop ?? '';
    const words = isAmerican({ language }) ? american(front[title]) : front[title];
    const next = after(match, 8);
    const isName = /^(?: ?[“"‘'(]?| ?-)\p{Lu}|^ (?:and|&) /u.test(next);
    const glue = /^\p{L}/u.test(next) ? ' ' : '';
    if (title in always || (isName && (stop !== '' || title in beforeName))) return words + glue;
    return title === 'dr' && stop !== '' ? words : undefined;
  },
};

function american(words: string | undefined): string | undefined {
  return words === 'Honourable' ? 'Honorable' : words;
}

/** As written with a capital, and in capitals. */
function spellings(titles: Readonly<Record<string, string>>): string {
  return Object.keys(titles)
    .flatMap((title) => [title.charAt(0).toUpperCase() + title.slice(1), title.toUpperCase()])
    .join('|');
}

const behindName: Readonly<Record<string, string>> = {
  jr: 'Junior',
  jun: 'Junior',
  sr: 'Senior',
  esq: 'Esquire',
  bros: 'Brothers',
  ltd: 'Limited',
  inc: 'Incorporated',
  corp: 'Corporation',
  co: 'Company',
};

/** "Martin Luther King, Jr.", "Smith & Co.", "Warner Bros.". */
const titleBehindName: SpokenRule = {
  name: 'title behind a name',
  holds: /\b(?:J[uU]?[nNrR]|S[reRE]|E[sS][qQ]|B[rR][oO][sS]|L[tT][dD]|I[nN][cC]|C[oO])/,
  pattern:
    /(?<=[\p{L}.&],? )(?<title>Jr|Jun|JUN|Sr|Esq|Bros|Ltd|Inc|Corp|Co|JR|SR|ESQ|BROS|LTD|CO)(?<stop>\.?)(?![\p{L}\p{N}]|[’']\p{L})/gu,
  say(match) {
    const title = match.groups?.title?.toLowerCase() ?? '';
    const stop = match.groups?.stop ?? '';
    const head = before(match, 32);
    const needsStop = /^(?:inc|corp|co|bros)$/.test(title);
    if (needsStop && stop === '' && !(title === 'co' && /& $/.test(head))) return undefined;
    if (title === 'jun' && !/, $/.test(head)) return undefined;
    const isBehind =
      title === 'co' ? /(?:&|\band|\p{Lu}[\p{L}’']+) $/u : /\p{Lu}[\p{L}’']*\.?,? $/u;
    if (!isBehind.test(head)) return undefined;
    return behindName[title] + (stop && endsSentence(match) ? '.' : '');
  },
};

export const titles: readonly SpokenRule[] = [titleBehindName, titleBeforeName];
