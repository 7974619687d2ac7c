import { describe, expect, it } from 'vitest';
import { planPage } from './plan-page.ts';
import { PlanReport } from './plan-report.ts';

type Segment = PlanReport['chapters'][number]['toSpeak'][number];

function chapter(project: string, toSpeak: Segment[] = []) {
  const characters = toSpeak.reduce((sum, { text }) => sum + text.length, 0);
  return { project, segments: 40, characters: 6_400, charactersToSpeak: characters, toSpeak };
}

function plan(book: string, title: string, chapters: PlanReport['chapters']): PlanReport {
  const rows = [
    { gpus: 1, wallSeconds: 130, cost: 0.02 },
    { gpus: 4, wallSeconds: 41, cost: null },
  ];
  const marks = [
    { gpus: 4, mark: 'fastest' },
    { gpus: 1, mark: 'cheapest' },
  ];
  return PlanReport.parse({ book, title, chapters, places: 'GPUs', rows, marks });
}

const edited = { cause: 'edited', text: 'It was grey.' };

describe('planPage()', () => {
  it('shows what is to be spoken, why, and what it takes', () => {
    const chapters = [
      chapter('emma-01'),
      chapter('emma-02', [edited, { cause: 'lexicon', text: 'Mr. Knightley came.' }]),
      chapter('emma-03', [edited]),
    ];
    const pages = [plan('emma', 'Emma', chapters), plan('lamp', 'The Lamp', [chapter('lamp-01')])];
    expect(planPage(pages)).toMatchInlineSnapshot(`
      "### 3 segments to speak

      43 of the 25,600 characters of 2 books (emma, lamp). Everything else keeps its takes.

      #### emma: \`Emma\`

      | chapter | segments | to speak | characters | why |
      | :-- | --: | --: | --: | :-- |
      | emma-02 | 40 | 2 | 31 | 1 edited, 1 lexicon or correction |
      | emma-03 | 40 | 1 | 12 | 1 edited |

      Estimated: 2 min 10 s and $0.02 with 1 GPU; 41 s with 4 GPUs.

      <details><summary>What is to be spoken</summary>

      - emma-02, edited: \`It was grey.\`
      - emma-02, lexicon or correction: \`Mr. Knightley came.\`
      - emma-03, edited: \`It was grey.\`

      </details>"
    `);
  });

  it('says so where there is nothing to speak, or no book', () => {
    expect(planPage([plan('lamp', 'The Lamp', [chapter('lamp-01')])])).toMatchInlineSnapshot(`
      "### Nothing to speak

      0 of the 6,400 characters of 1 book (lamp). Everything else keeps its takes."
    `);
    expect(planPage([])).toBe('### Nothing to speak');
  });

  it('shows hostile words as words', () => {
    const hostile = 'x`\n\n# Approved by @owner\n[pay](https://evil.example) <img src=x> | ``` #1';
    const page = planPage([
      plan('lamp', hostile, [chapter('lamp-01', [{ cause: 'new', text: hostile }])]),
    ]);
    // Outside of code spans nothing of it is left.
    const bare = page.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(bare).not.toMatch(/owner|evil|img|Approved/);
    expect(page.split('\n').filter((line) => line.includes('Approved'))).toHaveLength(2);
  });

  it('refuses names and causes that are no such names', () => {
    for (const book of ['../x', 'a|b', '@owner', 'A', '']) {
      expect(() => plan(book, 'T', [])).toThrow();
    }
    const strange = { cause: '@owner', text: 'x' };
    expect(() => plan('lamp', 'T', [chapter('lamp-01', [strange])])).toThrow();
  });

  it('has an end, however much there is to say', () => {
    const text = '`@owner` '.repeat(100);
    const chapters = Array.from({ length: 200 }, (_, at) =>
      chapter(
        `lamp-${at}`,
        Array.from({ length: 50 }, () => ({ cause: 'new', text })),
      ),
    );
    const long = plan('long', text, chapters);
    const books = Array.from({ length: 100 }, (_, at) => ({ ...long, book: `book-${at}` }));
    const page = planPage(books);
    expect(page.length).toBeLessThan(65_000);
    expect(page).toMatch(/\n150 further chapters to speak\.\n/);
    expect(page).toMatch(/- and 9,975 more/);
    expect(page).toMatch(/\d+ further books: see the log of the run\.$/);
  });
});
