import type { LeftOutText } from './book-reader.ts';
import type { ImportChoices } from './import-choices.ts';
import type { ImportedChapter } from './imported-book.ts';

/** Chapters without those that the user wants to leave out, by their titles. */
export function dropChapters(
  chapters: readonly ImportedChapter[],
  choices: ImportChoices,
): { kept: ImportedChapter[]; dropped: LeftOutText[] } {
  const kept: ImportedChapter[] = [];
  const dropped: LeftOutText[] = [];
  for (const chapter of chapters) {
    if (!choices.drops(chapter.title)) kept.push(chapter);
    else dropped.push({ what: droppedAs(chapter.title), text: textOf(chapter) });
  }
  return { kept, dropped };
}

/** What a report calls a chapter that the user wants to leave out. */
export function droppedAs(title: string): string {
  return `“${title}”, as you asked`;
}

/** All text of a chapter, its title included. */
export function textOf({ title, blocks }: ImportedChapter): string {
  const lines = blocks.flatMap((block) => block.lines);
  const hasTitle = blocks.some(({ level }) => level === 1);
  return [...(hasTitle ? [] : [title]), ...lines].join('\n');
}
