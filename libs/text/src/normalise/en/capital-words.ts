/** Words of two and three letters that are no abbreviations when they stand in capitals. */
export const shortWords: ReadonlySet<string> = setOf(
  'am an as at be by do go he hi if in is it me my no of oh on or so to up us we ye ah ha ho lo ow eh',
  'the and for are but not you all any can had her was one our out day get has him his how man new now',
  'old see two way who boy did its let put say she too use yes yet own off why try ask men far few got',
  'god nor end run set sir big bad red ten six son sun sea top war law lie low lot may met mad cut cry',
  'dad mum mom dog cat die due ear eat eye fit fly fun gun gas hit hot ice ill job joy key kid leg lip',
  'lad led arm art bed bit box buy car cup dry egg add age ago air act aid bag bar bay bet bow fox fat',
  'hat hay hid hop hum ink inn jar jam jaw lap lay lid log map mud net nod nut oak odd oil owe owl pay',
  'pan pen pet pie pig pin pit pot ran raw ray rib rid rob rod rot row rub rum sad sat saw sit sky sly',
  'sob tea tie tin tip toe ton toy tub tug via vow wet win wit won nay aye hey hmm huh wow bah ugh shh',
  'thy pub fee per sad shy sin spy van wed wig foe fir elm ash ape ant bee beg bid bun bus cow',
  'dig dim dip fan fed fig fin fix fog fur gap gay hen hug jet jug kin mob nap pad pal paw pea pip pop',
  'rag ram rat rig rim rug rye sew sip sow tap tar tax wag wax web woe zoo alas whose',
);

/** Names of two and three letters. */
export const shortNames: ReadonlySet<string> = setOf(
  'tom jim joe ben sam bob ann amy eve sid ned ted dan ron roy ray ian kay kim lee leo liz max meg nan',
  'nat pam pat peg pip rex rob ros sal sue tim val vic von abe ada ali asa bea bess dee don dot fay flo',
  'gus guy hal ida ira ivy jan jed jen jeb jo',
);

/** Abbreviations that could be said as words, and are spelt. */
export const spelt: ReadonlySet<string> = setOf(
  'usa uae ussr usaf ussr eec ec eu un uk us aa aaa abc aba ac ad ai aka am pm asap atm bafta bbc bc bce',
  'ce cia ceo cfo cio cod cv dc diy dj dna dob doa dui eta er ecg eeg faq fao fbi fda fifa gi gop gp gps',
  'hiv hmo hr id imf io iou ipo iq ira irs isbn iso it jfk kgb la lapd lsd mba md mi mia mit mod mot mp',
  'mri msa nasa ncaa naacp aclu aarp nba nhl nfl nato opec ucla ymca ywca ymha rspca rsvp rip raf ra rn',
  'ok os pa pc pe pi pin po pow pr ps pto qa qc ra sas sat sos suv tba tnt tv ufo un unicef unesco usb',
  'uss va vat vip who wwi ww ana iata icao iaea ioc eftpos hmso abcd ouija ra cbe obe mbe kbe ie eg ma ba',
  'aol ibm iii awol aids laser cad sa kkk kc ii iv vi ix xi xx kia era ect emi esp etc est edt pst mst cst',
  'nypd unhcr osce',
);

/** Consonants with which English words begin. */
const onset =
  '(?:b[lr]?|c[hlr]?|chr|d[rw]?|f[lr]?|g[hlnr]?|h|j|k[nlr]?|l|m|n|p[hlrst]?|phr|qu|r|rh|s[chklmnpqtvw]?|sch|scr|shr|spl|spr|squ|str|t[hrw]?|thr|thw|v|wh?|wr|x|y|z)';
const begins = new RegExp(`^${onset}?[aeiouy]`);

/** Whether letters in capitals can be said as a word of four letters and more. */
export function isSayable(lower: string): boolean {
  return lower.length >= 4 && begins.test(lower) && !/[^aeiouy]{6}/.test(lower);
}

function setOf(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
