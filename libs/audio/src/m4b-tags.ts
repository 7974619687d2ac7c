import { type BookTags, seriesTags, yearTag } from './book-tags.ts';
import type { Cover } from './cover.ts';
import { threeLetterLanguage } from './language-code.ts';
import { box, fullBox, u8, u32 } from './mp4-box.ts';

/** Kinds of values in an iTunes tag (Apple, QuickTime File Format, "Well-known types"). */
const utf8 = 1;
const jpeg = 13;
const png = 14;
const integer = 21;

/** What `stik` says of an audiobook; Apple's players put it on the audiobook shelf by it. */
const audiobook = 2;

/** What the `desc` tag holds; the whole description goes into `ldes`. */
const shortDescription = 255;

/**
 * The book's tags as iTunes lays them out (`moov/udta/meta`).
 *
 * Audiobookshelf reads them through ffprobe: author from the artist, narrator from the composer
 * (`©wrt`), publisher and language from free-form tags of these names, and the description
 * (advplyr/audiobookshelf, server/utils/prober.js). Apple's players and Mp3tag know `©nrt` too.
 */
export function m4bTags(book: BookTags): Buffer {
  const { title, author, narrator, description } = book;
  const items = [
    text('\xa9nam', title),
    text('\xa9alb', title),
    text('\xa9ART', author),
    text('aART', author),
    text('\xa9wrt', narrator),
    text('\xa9nrt', narrator),
    text('\xa9gen', book.genre),
    text('\xa9day', yearTag(book.year)),
    text('\xa9cmt', book.comment),
    text('desc', description && [...description].slice(0, shortDescription).join('')),
    text('ldes', description),
    text('\xa9pub', book.publisher),
    freeForm('PUBLISHER', book.publisher),
    ...Object.entries(seriesTags(book)).map(([name, value]) => freeForm(name, value)),
    freeForm('LANGUAGE', threeLetterLanguage(book.language)),
    box('stik', data(integer, u8(audiobook))),
    ...(book.cover ? [cover(book.cover)] : []),
  ];
  const handler = fullBox('hdlr', {}, u32(0), Buffer.from('mdirappl'), Buffer.alloc(9));
  return fullBox('meta', {}, handler, box('ilst', ...items));
}

function text(type: string, value: string | undefined): Buffer {
  if (value === undefined || value === '') return Buffer.alloc(0);
  return box(type, data(utf8, Buffer.from(value)));
}

function freeForm(name: string, value: string | undefined): Buffer {
  if (value === undefined || value === '') return Buffer.alloc(0);
  const mean = fullBox('mean', {}, Buffer.from('com.apple.iTunes'));
  return box('----', mean, fullBox('name', {}, Buffer.from(name)), data(utf8, Buffer.from(value)));
}

function cover({ type, bytes }: Cover): Buffer {
  return box('covr', data(type === 'image/png' ? png : jpeg, bytes));
}

function data(kind: number, value: Uint8Array): Buffer {
  return box('data', u32(kind, 0), value);
}
