import { isTitlePageGroup } from './front-page.ts';
import { groupText, type LineGroup } from './line-groups.ts';

/** What only a volume's title page says: how many volumes there are, and who printed them. */
const marks =
  /^(in (two|three|four|five|six) (volumes|parts)|(printed|published) (for|by)\b|[\p{Lu}][\p{L} ]+:? (printed|published) (for|by)\b|imprimé )/iu;
const byline = /^(by|par|af|von) /i;
/** What stands above a mark on the same page, if it does not close the volume before. */
const genre = /^(a (novel|romance|tale)|an? \p{L}+ (novel|romance)|roman|novelle|récit)\.?$/iu;
const closing = /^(the )?(end|finis|fin|slut|ende)\b/i;

/**
 * Cuts off the title page of a volume within a book: the title again, its author and printer. It
 * closes a stretch of the text. "End of the first volume" is heard.
 */
export function cutVolumePage(groups: readonly LineGroup[]): {
  text: LineGroup[];
  page: LineGroup[];
} {
  const first = groups.findLastIndex((group) => !isOfPage(group)) + 1;
  let at = groups.findIndex((group, index) => index >= first && marks.test(groupText(group)));
  if (at < 0) return { text: [...groups], page: [] };
  while (at > first && isAboveMark(groups[at - 1])) at--;
  return { text: groups.slice(0, at), page: groups.slice(at) };
}

function isAboveMark(group: LineGroup | undefined): boolean {
  const text = group ? groupText(group) : '';
  return (text === text.toUpperCase() || genre.test(text)) && !closing.test(text);
}

function isOfPage(group: LineGroup): boolean {
  const text = groupText(group);
  return isTitlePageGroup(group) || byline.test(text) || marks.test(text);
}
