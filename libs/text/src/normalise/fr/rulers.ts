/**
 * Names that single numerals stand behind: "Charles V" is a king, "Malcolm X" is none. Kings,
 * emperors and popes of France and its neighbours, in French.
 */
const men =
  'Adrien|Albert|Alexandre|Alphonse|Amédée|Antoine|Auguste|Baudouin|Benoît|Boniface|Calixte|Carol|Charles|Childebert|Childéric|Chilpéric|Christian|Clément|Clotaire|Clovis|Constantin|Cosme|Dagobert|Édouard|Edouard|Emmanuel|Étienne|Eugène|Faysal|Ferdinand|François|Frédéric|Gaston|Georges|Grégoire|Guillaume|Gustave|Haakon|Hadrien|Hassan|Henri|Honorius|Humbert|Innocent|Jacques|Jean|Jean-Paul|Joseph|Jules|Justinien|Ladislas|Léon|Léopold|Lothaire|Louis|Louis-Philippe|Manuel|Marc|Martin|Maximilien|Mehmed|Mohammed|Mahomet|Murad|Napoléon|Nicolas|Olaf|Othon|Otton|Pascal|Paul|Pépin|Philippe|Pie|Pierre|Ptolémée|Raymond|Ramsès|Richard|Robert|Rodolphe|Sélim|Sigismond|Sixte|Soliman|Stanislas|Sylvestre|Théodose|Thibaut|Urbain|Victor|Victor-Emmanuel|Victor-Amédée|Gustave-Adolphe|Frédéric-Guillaume|Guillaume-Louis|Frédéric-Auguste|François-Joseph|Vladimir|Wenceslas|Zog|Alexis|Darius|Cyrus|Antiochus|Mithridate|Séleucos|Amenhotep|Thoutmosis|Séti';
const women =
  'Anne|Catherine|Christine|Élisabeth|Elisabeth|Isabelle|Jeanne|Marguerite|Marie|Victoria|Béatrice|Juliana|Wilhelmine|Cléopâtre|Constance|Mathilde';

const menSet = new Set(men.split('|'));
const womenSet = new Set(women.split('|'));

/** Whether rulers have that name, and whether they are women. Names in capitals are as good. */
export function rulerNamed(name: string): 'man' | 'woman' | undefined {
  const plain = /^[\p{Lu}-]+$/u.test(name) ? titleCased(name) : name;
  if (menSet.has(plain)) return 'man';
  return womenSet.has(plain) ? 'woman' : undefined;
}

function titleCased(name: string): string {
  return name.toLowerCase().replace(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase());
}
