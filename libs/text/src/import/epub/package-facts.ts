import type { Document, Element } from 'domhandler';
import { textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { cleanText } from '../clean-text.ts';
import type { BookFacts } from '../imported-book.ts';
import { attribute, elements, elementText } from '../markup/xml.ts';

/** What a package's Dublin Core metadata says of the book. */
export function readFacts(document: Document): BookFacts {
  const title = mainTitle(document);
  const author = authors(document).join(', ');
  const language = languageTag(firstText(document, 'language'));
  const publisher = firstText(document, 'publisher');
  const year = readYear(document);
  const series = readSeries(document);
  const description = plainDescription(elements(document, 'description')[0]);
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(language && { language }),
    ...(publisher && { publisher }),
    ...(year !== undefined && { year }),
    ...(description && { description }),
    ...series,
  };
}

/** Of several titles the one that is refined as the main one (EPUB 3.3, 5.5.3.2). */
function mainTitle(document: Document): string | undefined {
  const titles = elements(document, 'title');
  const main = titles.find((title) => refinement(document, title, 'title-type') === 'main');
  const chosen = main ?? titles[0];
  return chosen && elementText(chosen);
}

/** Creators in the role of author; those without any role where nobody has that one. */
function authors(document: Document): string[] {
  const creators = elements(document, 'creator').map((element) => ({
    name: elementText(element),
    role: attribute(element, 'role') ?? refinement(document, element, 'role'),
  }));
  const inRole = creators.filter(({ role }) => role === 'aut');
  const chosen = inRole.length > 0 ? inRole : creators.filter(({ role }) => role === undefined);
  return [...new Set(chosen.map(({ name }) => name).filter(Boolean))];
}

/** EPUB 3's collection of the type series, else what Calibre writes. */
function readSeries(document: Document): Pick<BookFacts, 'series' | 'seriesNumber'> {
  const metas = elements(document, 'meta');
  const collections = metas.filter(
    (meta) => attribute(meta, 'property') === 'belongs-to-collection',
  );
  const typed = collections.slice(0, 20).map((meta) => ({
    meta,
    type: refinement(document, meta, 'collection-type'),
  }));
  const chosen = (
    typed.find(({ type }) => type === 'series') ?? typed.find(({ type }) => type === undefined)
  )?.meta;
  const named = (name: string) => {
    const meta = metas.find((meta) => attribute(meta, 'name') === name);
    return meta && cleanText(attribute(meta, 'content') ?? '');
  };
  const series = chosen ? elementText(chosen) : named('calibre:series');
  const number = chosen
    ? refinement(document, chosen, 'group-position')
    : named('calibre:series_index');
  if (!series) return {};
  const place = /^\d{1,6}(\.\d{1,4})?$/.test(number ?? '') ? Number(number) : undefined;
  return { series, ...(place !== undefined && { seriesNumber: place }) };
}

function refinement(document: Document, element: Element, property: string): string | undefined {
  const id = attribute(element, 'id');
  if (id === undefined) return undefined;
  const meta = elements(document, 'meta').find(
    (meta) => attribute(meta, 'refines') === `#${id}` && attribute(meta, 'property') === property,
  );
  return meta && elementText(meta);
}

function firstText(document: Document, name: string): string | undefined {
  const element = elements(document, name)[0];
  return element && elementText(element);
}

/** Some books say `EN` or `en_US`; some say `English` or `und`, which is no tag. */
function languageTag(text: string | undefined): string | undefined {
  const [language = '', ...rest] = (text ?? '').replaceAll('_', '-').split('-');
  if (!/^[A-Za-z]{2,3}$/.test(language) || language.toLowerCase() === 'und') return undefined;
  return [language.toLowerCase(), ...rest.filter((part) => /^[A-Za-z0-9]{2,8}$/.test(part))].join(
    '-',
  );
}

/** The year of publication; a date without an event will do, one of conversion will not. */
function readYear(document: Document): number | undefined {
  const dates = elements(document, 'date').map((element) => ({
    event: attribute(element, 'event'),
    year: /\b\d{4}\b/.exec(elementText(element))?.[0],
  }));
  const wanted = ['original-publication', 'publication', undefined];
  const found = wanted
    .map((event) => dates.find((date) => date.event === event && date.year !== undefined))
    .find(Boolean);
  return found?.year === undefined ? undefined : Number(found.year);
}

/** Descriptions are often HTML within XML; its paragraphs become paragraphs of plain text. */
function plainDescription(element: Element | undefined): string {
  if (!element) return '';
  const markup = textContent(element).replace(/<\/(p|div|li|h\d)>|<br\s*\/?>/gi, '$&\n\n');
  return textContent(parseDocument(markup))
    .split(/\n\s*\n/)
    .map(cleanText)
    .filter(Boolean)
    .join('\n\n');
}
