import { Parser } from 'htmlparser2';
import { countLetters } from '../clean-text.ts';
import type { ReadingBudget } from '../markup/reading-budget.ts';
import { parserStep } from '../markup/xml.ts';

/** The part of a page that its text stands in has at least this share of all its letters. */
const leastShare = 0.5;

/**
 * The element that a web page's text stands in, where the page says so and the element holds most of
 * what there is to read: `main`, or its only `article`.
 */
export function chooseRegion(html: string, budget: ReadingBudget): 'main' | 'article' | undefined {
  const letters = { all: 0, main: 0, article: 0 };
  let articles = 0;
  const open: string[] = [];
  const within = { main: 0, article: 0, silent: 0 };
  const count = (name: string, by: number) => {
    if (name === 'main' || name === 'article') within[name] += by;
    else if (name === 'script' || name === 'style') within.silent += by;
  };
  const parser = new Parser({
    onopentag: (name, { role }) => {
      budget.element();
      const region = role === 'main' ? 'main' : name;
      if (region === 'article' && within.article === 0) articles++;
      open.push(region);
      count(region, 1);
    },
    ontext: (text) => {
      if (within.silent > 0) return;
      budget.text(text.length);
      const own = countLetters(text);
      letters.all += own;
      if (within.main > 0) letters.main += own;
      if (within.article > 0) letters.article += own;
    },
    onclosetag: () => count(open.pop() ?? '', -1),
  });
  for (let at = 0; at < html.length && open.length < deepest; at += parserStep) {
    if (budget.spent !== undefined) return undefined;
    parser.write(html.slice(at, at + parserStep));
  }
  if (letters.main > letters.all * leastShare) return 'main';
  return articles === 1 && letters.article > letters.all * leastShare ? 'article' : undefined;
}

/** Elements open beyond this are no page; whoever reads it further says so. */
const deepest = 1_500;
