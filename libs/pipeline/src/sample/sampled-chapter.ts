import { fail, ok, type Result } from '@audiobook/model/result';
import { frontMatter } from '@audiobook/text/checks/front-matter';
import { parseChapter } from '@audiobook/text/parse-chapter';
import { type BookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { chapterOfNumber, numberedChapters } from '../book/numbered-chapters.ts';
import { composeScript, type Script, type ScriptSource } from '../script/compose-script.ts';
import { loadSource } from '../script.ts';

/** A chapter with the script that its files give now. */
export interface ScriptedSource {
  chapter: ChapterPaths;
  source: ScriptSource;
  script: Script;
}

/**
 * The chapter that a sample is taken from: the one of a number, or else the book's first real one, which has
 * enough to say and looks like no contents page or licence; failing that, the one that says most.
 */
export async function sampledChapter(
  book: BookPaths,
  { chapter: number, segments }: { chapter?: number; segments: number },
): Promise<Result<ScriptedSource>> {
  const doing = `choosing a sample of ${book.slug}`;
  const chapters = await numberedChapters(book);
  if (chapters.length === 0) {
    const remedy = 'Make one: a folder such as 01-the-ferry with a text.md in it.';
    return fail({ kind: 'bad-request', doing, found: 'the book has no chapter', remedy });
  }
  if (number !== undefined) {
    const named = chapterOfNumber(chapters, number);
    if (named !== undefined) return scripted(book, named);
    const numbers = [...new Set(chapters.map((one) => one.number))].sort((a, b) => a - b);
    const remedy = `Name one of these: ${numbers.join(', ')}.`;
    return fail({ kind: 'bad-request', doing, found: `there is no chapter ${number}`, remedy });
  }
  let longest: ScriptedSource | undefined;
  let failed: Result<never> | undefined;
  for (const named of chapters) {
    const read = await scripted(book, named);
    if (!read.ok) {
      failed ??= read;
      continue;
    }
    const { script } = read.value;
    if (script.segments.length > segments && !isFrontMatter(read.value)) return read;
    if (script.segments.length > (longest?.script.segments.length ?? 0)) longest = read.value;
  }
  if (longest !== undefined) return ok(longest);
  const remedy = `Look at its texts: npx nx run ${book.slug}:validate`;
  return (
    failed ?? fail({ kind: 'bad-request', doing, found: 'the book has nothing to say', remedy })
  );
}

async function scripted(
  book: BookPaths,
  { folder }: { folder: string },
): Promise<Result<ScriptedSource>> {
  const chapter = chapterPaths(book, folder);
  const source = await loadSource(chapter);
  if (!source.ok) return source;
  return ok({ chapter, source: source.value, script: composeScript(source.value) });
}

function isFrontMatter({ source: { source, book }, script }: ScriptedSource): boolean {
  const { title } = script.layout;
  const blocks = parseChapter(source);
  return (
    frontMatter.check({ source, title, language: book.language, blocks, segments: [] }).length > 0
  );
}
