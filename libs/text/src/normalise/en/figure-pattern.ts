/**
 * A number in figures: "5", "14,000", "3.14". Begin it with `figureStart`, or a text of many figures takes
 * quadratic time.
 */
export const figure = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?';

/** No figure goes on in front of this place, and no letter or currency stands there. */
export const figureStart = '(?<![\\p{L}\\p{N}£$€]|[\\p{L}\\d][.,:/]|\\d[–-])';

/** A figure ends here, and nothing that would make another number of it follows. */
export const figureEnd = '(?![\\p{L}\\p{N}]|[.,:/]\\d|[.][\\p{L}]|[–-]\\d|,\\d)';
