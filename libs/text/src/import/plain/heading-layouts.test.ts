import { describe, expect, it } from 'vitest';
import { ImportChoices } from '../import-choices.ts';
import { plainTextReader } from './plain-text-reader.ts';

const sentence = 'The ferry went down to the quay, and Ida waited there for the man who was late. ';

/** Paragraphs that all differ. */
class Prose {
  #paragraphs = 0;

  paragraph(): string {
    this.#paragraphs++;
    return `Person ${this.#paragraphs} was there. ${sentence.repeat(4)}`.trim();
  }

  wrapped(): string {
    return Array.from({ length: 5 }, () => wrapLines(this.paragraph())).join('\n\n');
  }

  indented(): string {
    return Array.from({ length: 5 }, () => `    ${wrapLines(this.paragraph())}`).join('\n');
  }

  unwrapped(between: string): string {
    return Array.from({ length: 5 }, () => this.paragraph()).join(between);
  }
}

function wrapLines(text: string): string {
  return text.replace(/(.{40,64}) /g, '$1\n');
}

/** Headings, each with text below it, in lines of a fixed width. */
function wrapped(headings: readonly string[], gap = '\n\n\n'): string {
  const prose = new Prose();
  return `${headings.map((heading) => `${heading}\n\n${prose.wrapped()}`).join(gap)}\n`;
}

/** The same, a line a paragraph. */
function unwrapped(headings: readonly string[], gap = '\n\n', between = '\n\n'): string {
  const prose = new Prose();
  const chapters = headings.map((heading) => `${heading}${between}${prose.unwrapped(between)}`);
  return `${chapters.join(gap)}\n`;
}

function indented(headings: readonly string[]): string {
  const prose = new Prose();
  return headings.map((heading) => `${heading}\n\n${prose.indented()}`).join('\n\n\n');
}

/** How books set their chapters: a name, the text, and the titles of its chapters. */
const layouts: [string, string, string[]][] = [
  [
    'title next line',
    wrapped(['CHAPTER I\nThe Ferry', 'CHAPTER II\nThe Lamp', 'CHAPTER III\nThe Bell']),
    ['CHAPTER I. The Ferry', 'CHAPTER II. The Lamp', 'CHAPTER III. The Bell'],
  ],
  [
    'title after blank',
    wrapped(['CHAPTER I\n\nThe Ferry', 'CHAPTER II\n\nThe Lamp', 'CHAPTER III\n\nThe Bell']),
    ['CHAPTER I. The Ferry', 'CHAPTER II. The Lamp', 'CHAPTER III. The Bell'],
  ],
  [
    'parts, bare numbers restart',
    wrapped(['PART ONE\n\n\n1', '2', '3', 'PART TWO\n\n\n1', '2', '3']),
    ['1', '2', '3', '1', '2', '3'],
  ],
  [
    'parts, bare numbers go on',
    wrapped(['PART ONE\n\n\n1', '2', '3', 'PART TWO\n\n\n4', '5', '6']),
    ['1', '2', '3', '4', '5', '6'],
  ],
  [
    'book the first',
    wrapped([
      'BOOK THE FIRST. SOWING\n\n\nCHAPTER I\n\nTHE ONE THING',
      'CHAPTER II\n\nMURDERING',
      'BOOK THE SECOND. REAPING\n\n\nCHAPTER I\n\nEFFECTS',
      'CHAPTER II\n\nMORE',
    ]),
    ['CHAPTER I. THE ONE THING', 'CHAPTER II. MURDERING', 'CHAPTER I. EFFECTS', 'CHAPTER II. MORE'],
  ],
  ['I.', wrapped(['I.', 'II.', 'III.', 'IV.']), ['I.', 'II.', 'III.', 'IV.']],
  [
    '1. title below',
    wrapped(['1.\n\nThe Ferry', '2.\n\nThe Lamp', '3.\n\nThe Bell']),
    ['1. The Ferry', '2. The Lamp', '3. The Bell'],
  ],
  [
    'Chapitre premier',
    wrapped(['Chapitre premier', 'Chapitre deuxième', 'Chapitre troisième']),
    ['Chapitre premier', 'Chapitre deuxième', 'Chapitre troisième'],
  ],
  [
    'CHAPITRE PREMIER + où',
    wrapped([
      'CHAPITRE PREMIER\n\nOù l’on voit la mer',
      'CHAPITRE II\n\nOù l’on ne la voit plus',
      'CHAPITRE III\n\nDe la pluie',
    ]),
    [
      'CHAPITRE PREMIER. Où l’on voit la mer',
      'CHAPITRE II. Où l’on ne la voit plus',
      'CHAPITRE III. De la pluie',
    ],
  ],
  [
    'Première partie',
    wrapped(['Première partie\n\n\nI', 'II', 'III', 'Deuxième partie\n\n\nI', 'II']),
    ['I', 'II', 'III', 'I', 'II'],
  ],
  [
    'PREMIÈRE PARTIE titled',
    wrapped([
      'PREMIÈRE PARTIE\n\nLA MER\n\n\nCHAPITRE I',
      'CHAPITRE II',
      'DEUXIÈME PARTIE\n\nLA TERRE\n\n\nCHAPITRE I',
      'CHAPITRE II',
    ]),
    ['CHAPITRE I', 'CHAPITRE II', 'CHAPITRE I', 'CHAPITRE II'],
  ],
  [
    'da kapitel',
    wrapped(['Første kapitel', 'Andet kapitel', 'Tredje kapitel']),
    ['Første kapitel', 'Andet kapitel', 'Tredje kapitel'],
  ],
  [
    'da 1. kapitel',
    wrapped(['1. kapitel', '2. kapitel', '3. kapitel']),
    ['1. kapitel', '2. kapitel', '3. kapitel'],
  ],
  [
    'da Kapitel 3',
    wrapped(['Kapitel 1', 'Kapitel 2', 'Kapitel 3']),
    ['Kapitel 1', 'Kapitel 2', 'Kapitel 3'],
  ],
  [
    'da Del',
    wrapped(['FØRSTE DEL\n\n\nKAPITEL 1', 'KAPITEL 2', 'ANDEN DEL\n\n\nKAPITEL 1', 'KAPITEL 2']),
    ['KAPITEL 1', 'KAPITEL 2', 'KAPITEL 1', 'KAPITEL 2'],
  ],
  [
    'title alone wrapped',
    wrapped(['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'], '\n\n\n\n'),
    ['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'],
  ],
  [
    'title alone unwrapped',
    unwrapped(['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'], '\n\n\n'),
    ['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'],
  ],
  [
    'title alone same spacing',
    unwrapped(['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'], '\n\n'),
    ['The Ferry', 'A Lamp in the Night', 'The Bell', 'What the Hens Saw'],
  ],
  [
    'prologue epilogue',
    wrapped(['PROLOGUE', 'Chapter 1', 'Chapter 2', 'Chapter 3', 'EPILOGUE']),
    ['PROLOGUE', 'Chapter 1', 'Chapter 2', 'Chapter 3', 'EPILOGUE'],
  ],
  [
    'prologue titled',
    wrapped(['Prologue: The Sea', '1. The Ferry', '2. The Lamp', 'Epilogue: The Land']),
    ['Prologue: The Sea', '1. The Ferry', '2. The Lamp', 'Epilogue: The Land'],
  ],
  [
    'contents dots',
    'CONTENTS\n\nChapter 1. The Ferry ........ 3\nChapter 2. The Lamp ........ 17\nChapter 3. The Bell ........ 29\n\n\n\n' +
      wrapped(['Chapter 1. The Ferry', 'Chapter 2. The Lamp', 'Chapter 3. The Bell']),
    ['Chapter 1. The Ferry', 'Chapter 2. The Lamp', 'Chapter 3. The Bell'],
  ],
  [
    'contents titles only',
    'Contents\n\nThe Ferry\nThe Lamp\nThe Bell\n\n\n\n' +
      wrapped(['The Ferry', 'The Lamp', 'The Bell'], '\n\n\n\n'),
    ['The Ferry', 'The Lamp', 'The Bell'],
  ],
  [
    'no blank lines',
    unwrapped(
      ['Chapter One: The Ferry', 'Chapter Two: The Lamp', 'Chapter Three: The Bell'],
      '\n',
      '\n',
    ),
    ['Chapter One: The Ferry', 'Chapter Two: The Lamp', 'Chapter Three: The Bell'],
  ],
  [
    'indented paragraphs',
    indented(['CHAPTER I', 'CHAPTER II', 'CHAPTER III']),
    ['CHAPTER I', 'CHAPTER II', 'CHAPTER III'],
  ],
  ['-- 1 --', wrapped(['-- 1 --', '-- 2 --', '-- 3 --']), ['— 1 —', '— 2 —', '— 3 —']],
  ['- 1 -', wrapped(['- 1 -', '- 2 -', '- 3 -']), ['- 1 -', '- 2 -', '- 3 -']],
  ['* 1 *', wrapped(['* 1 *', '* 2 *', '* 3 *']), ['* 1 *', '* 2 *', '* 3 *']],
  ['§ 1', wrapped(['§ 1', '§ 2', '§ 3']), ['§ 1', '§ 2', '§ 3']],
  [
    'STAVE',
    wrapped(["STAVE I: MARLEY'S GHOST", 'STAVE II: THE FIRST', 'STAVE III: THE SECOND']),
    ["STAVE I: MARLEY'S GHOST", 'STAVE II: THE FIRST', 'STAVE III: THE SECOND'],
  ],
  [
    'STAVE ONE',
    wrapped([
      "STAVE ONE.\n\nMARLEY'S GHOST",
      'STAVE TWO.\n\nTHE FIRST',
      'STAVE THREE.\n\nTHE SECOND',
    ]),
    ["STAVE ONE. MARLEY'S GHOST", 'STAVE TWO. THE FIRST', 'STAVE THREE. THE SECOND'],
  ],
  [
    'Letters then chapters',
    wrapped([
      'Letter 1',
      'Letter 2',
      'Letter 3',
      'Letter 4',
      'Chapter 1',
      'Chapter 2',
      'Chapter 3',
    ]),
    ['Letter 1', 'Letter 2', 'Letter 3', 'Letter 4', 'Chapter 1', 'Chapter 2', 'Chapter 3'],
  ],
  [
    'CHAPTER THE FIRST',
    wrapped(['CHAPTER THE FIRST', 'CHAPTER THE SECOND', 'CHAPTER THE LAST']),
    ['CHAPTER THE FIRST', 'CHAPTER THE SECOND', 'CHAPTER THE LAST'],
  ],
  [
    'CHAPTER 1--X',
    wrapped(['CHAPTER 1--THE FERRY', 'CHAPTER 2--THE LAMP', 'CHAPTER 3--THE BELL']),
    ['CHAPTER 1—THE FERRY', 'CHAPTER 2—THE LAMP', 'CHAPTER 3—THE BELL'],
  ],
  [
    'Chapter 1 - X',
    wrapped(['Chapter 1 - The Ferry', 'Chapter 2 - The Lamp', 'Chapter 3 - The Bell']),
    ['Chapter 1 - The Ferry', 'Chapter 2 - The Lamp', 'Chapter 3 - The Bell'],
  ],
  [
    'CHAPTER 1 X',
    wrapped(['CHAPTER 1 THE FERRY', 'CHAPTER 2 THE LAMP', 'CHAPTER 3 THE BELL']),
    ['CHAPTER 1 THE FERRY', 'CHAPTER 2 THE LAMP', 'CHAPTER 3 THE BELL'],
  ],
  [
    'Erstes Kapitel',
    wrapped(['Erstes Kapitel', 'Zweites Kapitel', 'Drittes Kapitel']),
    ['Erstes Kapitel', 'Zweites Kapitel', 'Drittes Kapitel'],
  ],
  [
    'sv',
    wrapped(['FÖRSTA KAPITLET', 'ANDRA KAPITLET', 'TREDJE KAPITLET']),
    ['FÖRSTA KAPITLET', 'ANDRA KAPITLET', 'TREDJE KAPITLET'],
  ],
  [
    'sv Kapitel',
    wrapped(['Kapitel 1', 'Kapitel 2', 'Kapitel 3']),
    ['Kapitel 1', 'Kapitel 2', 'Kapitel 3'],
  ],
  [
    'es',
    wrapped(['CAPÍTULO PRIMERO', 'CAPÍTULO SEGUNDO', 'CAPÍTULO TERCERO']),
    ['CAPÍTULO PRIMERO', 'CAPÍTULO SEGUNDO', 'CAPÍTULO TERCERO'],
  ],
  [
    'es I',
    wrapped(['Capítulo I', 'Capítulo II', 'Capítulo III']),
    ['Capítulo I', 'Capítulo II', 'Capítulo III'],
  ],
  [
    'it',
    wrapped(['CAPITOLO PRIMO', 'CAPITOLO SECONDO', 'CAPITOLO TERZO']),
    ['CAPITOLO PRIMO', 'CAPITOLO SECONDO', 'CAPITOLO TERZO'],
  ],
  [
    'pt',
    wrapped(['CAPÍTULO I', 'CAPÍTULO II', 'CAPÍTULO III']),
    ['CAPÍTULO I', 'CAPÍTULO II', 'CAPÍTULO III'],
  ],
  [
    'nl',
    wrapped(['EERSTE HOOFDSTUK', 'TWEEDE HOOFDSTUK', 'DERDE HOOFDSTUK']),
    ['EERSTE HOOFDSTUK', 'TWEEDE HOOFDSTUK', 'DERDE HOOFDSTUK'],
  ],
  [
    'nl I',
    wrapped(['HOOFDSTUK I', 'HOOFDSTUK II', 'HOOFDSTUK III']),
    ['HOOFDSTUK I', 'HOOFDSTUK II', 'HOOFDSTUK III'],
  ],
  [
    'nb',
    wrapped(['FØRSTE KAPITTEL', 'ANNET KAPITTEL', 'TREDJE KAPITTEL']),
    ['FØRSTE KAPITTEL', 'ANNET KAPITTEL', 'TREDJE KAPITTEL'],
  ],
  [
    'fi',
    wrapped(['ENSIMMÄINEN LUKU', 'TOINEN LUKU', 'KOLMAS LUKU']),
    ['ENSIMMÄINEN LUKU', 'TOINEN LUKU', 'KOLMAS LUKU'],
  ],
  ['fi I', wrapped(['I LUKU', 'II LUKU', 'III LUKU']), ['I LUKU', 'II LUKU', 'III LUKU']],
  [
    'ru',
    wrapped(['ГЛАВА ПЕРВАЯ', 'ГЛАВА ВТОРАЯ', 'ГЛАВА ТРЕТЬЯ']),
    ['ГЛАВА ПЕРВАЯ', 'ГЛАВА ВТОРАЯ', 'ГЛАВА ТРЕТЬЯ'],
  ],
  ['ru I', wrapped(['Глава I', 'Глава II', 'Глава III']), ['Глава I', 'Глава II', 'Глава III']],
  [
    'pl',
    wrapped(['ROZDZIAŁ I', 'ROZDZIAŁ II', 'ROZDZIAŁ III']),
    ['ROZDZIAŁ I', 'ROZDZIAŁ II', 'ROZDZIAŁ III'],
  ],
  [
    'cs',
    wrapped(['KAPITOLA I', 'KAPITOLA II', 'KAPITOLA III']),
    ['KAPITOLA I', 'KAPITOLA II', 'KAPITOLA III'],
  ],
  [
    'hu',
    wrapped(['ELSŐ FEJEZET', 'MÁSODIK FEJEZET', 'HARMADIK FEJEZET']),
    ['ELSŐ FEJEZET', 'MÁSODIK FEJEZET', 'HARMADIK FEJEZET'],
  ],
  [
    'War and Peace',
    wrapped([
      'BOOK ONE: 1805\n\n\n\n\n\nCHAPTER I',
      'CHAPTER II',
      'BOOK TWO: 1805\n\n\n\n\n\nCHAPTER I',
      'CHAPTER II',
    ]),
    ['CHAPTER I', 'CHAPTER II', 'CHAPTER I', 'CHAPTER II'],
  ],
  [
    'toc book',
    'CONTENTS\n\nBOOK ONE: 1805\n\nCHAPTER I\n\nCHAPTER II\n\nBOOK TWO: 1805\n\nCHAPTER I\n\nCHAPTER II\n\n\n\n' +
      wrapped([
        'BOOK ONE: 1805\n\n\n\n\n\nCHAPTER I',
        'CHAPTER II',
        'BOOK TWO: 1805\n\n\n\n\n\nCHAPTER I',
        'CHAPTER II',
      ]),
    ['CHAPTER I', 'CHAPTER II', 'CHAPTER I', 'CHAPTER II'],
  ],
  ['single chapter + prose', wrapped(['Chapter 1']), ['Chapter 1']],
  [
    'roman with dash title',
    wrapped(['I — The Ferry', 'II — The Lamp', 'III — The Bell']),
    ['I — The Ferry', 'II — The Lamp', 'III — The Bell'],
  ],
  [
    'roman with space title caps',
    wrapped(['I  THE FERRY', 'II  THE LAMP', 'III  THE BELL']),
    ['I THE FERRY', 'II THE LAMP', 'III THE BELL'],
  ],
  [
    'I. THE FERRY',
    wrapped(['I. THE FERRY', 'II. THE LAMP', 'III. THE BELL']),
    ['I. THE FERRY', 'II. THE LAMP', 'III. THE BELL'],
  ],
  [
    'I. A SCANDAL / sub I',
    wrapped([
      'I. THE FERRY\n\nI.',
      'II.',
      'III.',
      'II. THE LAMP\n\nI.',
      'II.',
      'III. THE BELL\n\nI.',
      'II.',
    ]),
    ['I. THE FERRY', 'II. THE LAMP', 'III. THE BELL'],
  ],
  [
    'centered',
    wrapped([
      '                         CHAPTER I',
      '                         CHAPTER II',
      '                         CHAPTER III',
    ]),
    ['CHAPTER I', 'CHAPTER II', 'CHAPTER III'],
  ],
  [
    'underlined',
    wrapped(['Chapter 1\n=========', 'Chapter 2\n=========', 'Chapter 3\n=========']),
    ['Chapter 1', 'Chapter 2', 'Chapter 3'],
  ],
  [
    'interludes',
    wrapped(['Chapter 1', 'Interlude', 'Chapter 2', 'Interlude', 'Chapter 3']),
    ['Chapter 1', 'Interlude', 'Chapter 2', 'Interlude', 'Chapter 3'],
  ],
  [
    'dedication epigraph',
    'THE LAST FERRY\n\nby A. Writer\n\n\nTo my mother\n\n\n“The sea is wide.”\n—Somebody\n\n\n\n' +
      wrapped(['Chapter 1', 'Chapter 2']),
    ['Chapter 1', 'Chapter 2'],
  ],
  [
    'appendix notes',
    wrapped(['Chapter 1', 'Chapter 2', 'Appendix', 'Notes']),
    ['Chapter 1', 'Chapter 2', 'Appendix', 'Notes'],
  ],
  [
    'Part + titles alone',
    wrapped(
      [
        'PART ONE\n\nThe Sea\n\n\n\nThe Ferry',
        'The Lamp',
        'PART TWO\n\nThe Land\n\n\n\nThe Bell',
        'The Hens',
      ],
      '\n\n\n\n',
    ),
    ['The Ferry', 'The Lamp', 'The Bell', 'The Hens'],
  ],
  [
    'day headings',
    wrapped(['Monday', 'Tuesday', 'Wednesday'], '\n\n\n\n'),
    ['Monday', 'Tuesday', 'Wednesday'],
  ],
  ['year headings', wrapped(['1914', '1915', '1916']), ['1914', '1915', '1916']],
  [
    'date diary',
    wrapped(['3 May 1914', '4 May 1914', '6 May 1914'], '\n\n\n\n'),
    ['3 May 1914', '4 May 1914', '6 May 1914'],
  ],
];

describe('plainTextReader: lists of contents', () => {
  it('leaves out one that is set as a block below the author’s name', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `The ferry of day ${at + 1}.`);
    const numerals = 'I II III IV V VI VII VIII IX X XI XII'.split(' ');
    const list = names.map((name, at) => `${numerals[at]}  ${name}`).join('\n');
    const body = wrapped(names.map((name, at) => `${numerals[at]}\n\n${name.slice(0, -1)}`));
    const text = `A. Writer\n\nTHE LAST FERRY\n\n\nContents\n\n\nA. Writer\n${list}\n\n\n\n${body}`;
    const draft = await plainTextReader.read(
      { name: 'x.txt', bytes: Buffer.from(text) },
      new ImportChoices(),
    );
    if (!draft.ok) throw new Error(JSON.stringify(draft.failure));
    expect(draft.value.chapters).toHaveLength(12);
    expect(draft.value.chapters[0]?.blocks[0]?.lines[0]).toMatch(/^Person 1 was there/);
  });
});

describe('plainTextReader: headings', () => {
  it.each(layouts)('finds chapters: %s', async (_, text, titles) => {
    const draft = await plainTextReader.read(
      { name: 'x.txt', bytes: Buffer.from(text) },
      new ImportChoices(),
    );
    if (!draft.ok) throw new Error(JSON.stringify(draft.failure));
    expect(draft.value.chapters.map(({ title }) => title)).toEqual(titles);
  });
});
