/** What book.json says that is written into the tags of finished files. */
export const tagFields = [
  'title',
  'author',
  'narrator',
  'language',
  'publisher',
  'series',
  'seriesNumber',
  'year',
  'genre',
  'comment',
];
