import { readingOf } from '@audiobook/engines/reading/engine-reading';
import { Book } from '@audiobook/model/book';
import { Cast, type VoiceName } from '@audiobook/model/cast';
import { Corrections } from '@audiobook/model/corrections';
import { ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import type { CheckedSegment } from '@audiobook/text/checks/text-check';
import { LexiconUses } from '@audiobook/text/lexicon/lexicon-uses';
import { parseChapter } from '@audiobook/text/parse-chapter';
import { type BookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { loadVoice, type ResolvedVoice, readVoice } from '../book/load-voice.ts';
import { readTakesLock } from '../book/takes-lock-file.ts';
import { chapterFolders } from '../contents.ts';
import { composeScript } from '../script/compose-script.ts';
import { readLexicon } from '../script/read-lexicon.ts';
import { readText } from '../script.ts';
import type { CheckedBook, CheckedSource, NamedVoice } from './checked-book.ts';
import { failureFinding } from './failure-finding.ts';
import type { Finding } from './finding.ts';

/**
 * Reads a book and its chapters, each file once. What can't be read is told as findings, and the rest is read all the
 * same: a lexicon with a slip in it does not hide what is wrong with the texts. Nothing is written, and no engine started.
 *
 * Fails where book.json can't be read.
 */
export async function loadCheckedBook(
  paths: BookPaths,
): Promise<Result<{ book: CheckedBook; findings: Finding[] }>> {
  const doing = `reading ${paths.slug}`;
  const book = await readSettings({ file: paths.book, schema: Book, doing });
  if (!book.ok) return book;
  const findings: Finding[] = [];
  const orFinding = <T>(read: Result<T>, chapter: string | null = null): T | undefined => {
    if (read.ok) return read.value;
    findings.push(failureFinding(paths, read.failure, chapter));
    return undefined;
  };
  const cast = orFinding(await readSettings({ file: paths.cast, schema: Cast, doing }));
  const lexicon = orFinding(await readLexicon(paths.lexicon, doing));
  const sharedLexicon = orFinding(await readLexicon(paths.sharedLexicon, doing)) ?? {};

  const lock = orFinding(await readTakesLock(paths));

  const sources: { chapter: ChapterPaths; source: string; corrections: Corrections }[] = [];
  for (const folder of await chapterFolders(paths)) {
    const chapter = chapterPaths(paths, folder);
    const source = orFinding(await readText(chapter), chapter.project);
    const settings = { file: chapter.corrections, schema: Corrections, doing, absent: {} };
    const corrections = orFinding(await readSettings(settings), chapter.project);
    if (source === undefined) continue;
    sources.push({ chapter, source, corrections: corrections ?? { segments: {} } });
  }

  const voices = await loadVoices(paths, book.value, cast, sources);
  const engines = new Map(
    voices.flatMap(({ name, described }) => (described.ok ? [[name, described.value.engine]] : [])),
  );
  const uses = new LexiconUses();
  const narrator = cast?.narrator.voice ?? unvoiced;
  // What is wrong with a voice is told apart; its texts are checked all the same.
  const resolved = new Map(
    voices.map(({ name, resolved }) => [name, resolved.ok ? resolved.value : noVoice]),
  ).set(unvoiced, noVoice);
  const chapters = sources.map(({ chapter, source, corrections }): CheckedSource => {
    const { segments, layout } = composeScript({
      ...{ folder: chapter.name, book: book.value, source, corrections, narrator },
      ...{ lexicon: lexicon ?? {}, sharedLexicon },
      ...(lock && { lock }),
      voices: resolved,
      onLexiconUse: (use) => use.owner === 'book' && uses.note(use),
    });
    return {
      ...{ paths: chapter, source, corrections, language: book.value.language },
      blocks: parseChapter(source),
      title: layout.title,
      script: segments,
      orphans: layout.orphans,
      skipped: layout.skipped.length,
      segments: layout.segments.map(({ id, start, end, text, block }, index): CheckedSegment => {
        const voice = corrections.segments[id]?.voice ?? narrator;
        const reading = readingOf(engines.get(voice) ?? '');
        return { id, start, end, text, block, spoken: segments[index]?.spoken ?? '', reading };
      }),
    };
  });
  // Without the cast, the lexicon or a chapter's text nobody can tell what a segment asks for.
  const judged = findings.length === 0 ? lock : undefined;
  return ok({
    findings,
    book: {
      ...{ paths, book: book.value, lock: judged, voices, chapters },
      ...{ lexicon: lexicon && { content: lexicon, uses }, sharedLexicon },
    },
  });
}

/** Stands for a voice where none is named. */
const unvoiced: VoiceName = 'unvoiced';
const noVoice: ResolvedVoice = { engine: '', model: '', voice: '', params: {} };

async function loadVoices(
  paths: BookPaths,
  book: Book,
  cast: Cast | undefined,
  sources: readonly { chapter: ChapterPaths; corrections: Corrections }[],
): Promise<NamedVoice[]> {
  const named = new Map<VoiceName, NamedVoice['namedIn']>();
  if (cast !== undefined) {
    const path = ['narrator', 'voice'];
    named.set(cast.narrator.voice, { file: paths.cast, path, chapter: null });
  }
  for (const { chapter, corrections } of sources) {
    for (const [id, { voice }] of Object.entries(corrections.segments)) {
      if (voice === undefined || named.has(voice)) continue;
      const path = ['segments', id, 'voice'];
      named.set(voice, { file: chapter.corrections, path, chapter: chapter.project });
    }
  }
  return Promise.all(
    [...named].map(async ([name, namedIn]) => ({
      ...{ name, namedIn },
      described: await readVoice(paths, name),
      resolved: await loadVoice(paths, book, name),
    })),
  );
}
