import { box, fullBox, u8, u16, u32, u64 } from './mp4-box.ts';
import { utf8Prefix } from './utf8-prefix.ts';

/** A chapter as players list it. */
export interface ChapterMark {
  title: string;
  /** Milliseconds from the start of the book. */
  startMs: number;
}

/** The count of a Nero chapter list is one byte. */
const mostNeroChapters = 255;

/** What a title may take up: one byte counts it in Nero's list, two in a text track. */
const neroTitleBytes = 255;
const textTitleBytes = 65_535;

/** Says that a text sample is UTF-8 (QuickTime File Format, "Text sample data"). */
const utf8Mark = box('encd', u32(0x100));

/**
 * The titles as samples of a QuickTime text track, which is where Apple's players look for chapters
 * and where every title fits whole.
 */
export function chapterSamples(chapters: readonly ChapterMark[]): Buffer[] {
  return chapters.map(({ title }) => {
    const bytes = Buffer.from(utf8Prefix(title, textTitleBytes));
    return Buffer.concat([u16(bytes.length), bytes, utf8Mark]);
  });
}

/**
 * Nero's chapter list (`moov/udta/chpl`), which VLC takes where there is one, and a text track only
 * where there is none (videolan/vlc, modules/demux/mp4/mp4.c, LoadChapter). So it is left out over 255
 * chapters, of which VLC would show the first 255.
 */
export function neroChapters(chapters: readonly ChapterMark[]): Buffer {
  if (chapters.length > mostNeroChapters) return Buffer.alloc(0);
  const entries = chapters.flatMap(({ title, startMs }) => {
    const bytes = Buffer.from(utf8Prefix(title, neroTitleBytes));
    return [u64(startMs * 10_000), u8(bytes.length), bytes];
  });
  return fullBox('chpl', { version: 1 }, u32(0), u8(chapters.length), ...entries);
}
