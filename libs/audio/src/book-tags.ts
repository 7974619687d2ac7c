import type { Cover } from './cover.ts';

/** What is written into a book's files about the book. */
export interface BookTags {
  title: string;
  author: string;
  /** Who reads. */
  narrator?: string | undefined;
  publisher?: string | undefined;
  /** Year of publication; tags hold 1 to 9999, others are left out. */
  year?: number | undefined;
  series?: string | undefined;
  /** The book's place in its series; without a series it is left out. */
  seriesNumber?: number | undefined;
  genre: string;
  /** BCP 47, such as `en-GB`. */
  language: string;
  comment?: string | undefined;
  description?: string | undefined;
  cover?: Cover | undefined;
}

/** Series and place in it under the names that Audiobookshelf and Mp3tag know; empty without one. */
export function seriesTags({ series, seriesNumber }: BookTags): Record<string, string> {
  if (series === undefined) return {};
  return {
    SERIES: series,
    ...(seriesNumber !== undefined && { 'SERIES-PART': String(seriesNumber) }),
  };
}

/** The year as the four digits that tags hold, if they can. */
export function yearTag(year: number | undefined): string | undefined {
  if (year === undefined || year < 1 || year > 9999) return undefined;
  return String(year).padStart(4, '0');
}
