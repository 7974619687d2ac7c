import { cleanText } from '../clean-text.ts';
import type { BookFacts } from '../imported-book.ts';
import { detectLanguage } from '../languages.ts';
import { leftOutPage } from '../page-names.ts';
import { factsOfFront, factsOfName } from '../plain/front-page.ts';
import type { PlacedBlock } from './pdf-blocks.ts';
import type { PdfInfo } from './pdf-pages.ts';

/** Pages on which a title may stand, from the first. */
const mostFrontPages = 6;

/** What programs put where the title belongs. */
const noTitle =
  /^(microsoft (word|powerpoint) -|untitled|unknown|document\s?\d*$|book\s?\d*$|slide \d|print(ed)?$|layout \d|no job name)|\.(docx?|rtf|odt|pdf|tex|dvi|indd|qxd|p65|txt|html?)$/i;
/** What programs put where the author belongs. */
const noAuthor =
  /^(admin(istrator)?|user|owner|unknown|author|anonymous|pc|default|root|windows user)$/i;

/** What the file says of the book, else its title page, else the file's name. */
export async function factsOf(
  name: string,
  info: PdfInfo,
  blocks: readonly PlacedBlock[],
  text: string,
): Promise<BookFacts> {
  const named = factsOfName(name);
  const title = own(info.title, noTitle);
  const author = own(info.author, noAuthor);
  const front = factsOfFront(titlePage(blocks), title ?? named.title);
  const language = await languageOf(info.language, text);
  return {
    ...named,
    ...front,
    ...(title && { title }),
    ...(author && { author }),
    ...(language && { language }),
  };
}

function own(value: string | undefined, isNone: RegExp): string | undefined {
  const text = cleanText(value ?? '');
  return text === '' || isNone.test(text) ? undefined : text;
}

/** The front page with the largest letters, as groups of lines. */
function titlePage(blocks: readonly PlacedBlock[]): Parameters<typeof factsOfFront>[0] {
  const front = blocks.filter(
    ({ page, block }) =>
      page < mostFrontPages &&
      block.leftOut === undefined &&
      leftOutPage(block.lines.join(' ')) === undefined,
  );
  const largest = front.reduce<PlacedBlock | undefined>(
    (most, own) => (most === undefined || own.size > most.size + 0.5 ? own : most),
    undefined,
  );
  return front
    .filter(({ page }) => page === largest?.page)
    .map(({ block }) => ({ lines: block.lines, before: 1, after: 1 }));
}

/** Programs name the language that they speak themselves: where the words are of another, those hold. */
async function languageOf(said: string | undefined, text: string): Promise<string | undefined> {
  const tag = languageTag(said);
  const detected = await detectLanguage(text);
  return detected !== undefined && tag?.split('-')[0] !== detected ? detected : tag;
}

/** "en-GB", "EN" or "en_US"; programs that were not told say nothing, or "x-default". */
function languageTag(text: string | undefined): string | undefined {
  const [language = '', ...rest] = (text ?? '').trim().replaceAll('_', '-').split('-');
  if (!/^[A-Za-z]{2,3}$/.test(language) || language.toLowerCase() === 'und') return undefined;
  return [language.toLowerCase(), ...rest.filter((part) => /^[A-Za-z0-9]{2,8}$/.test(part))].join(
    '-',
  );
}
