import { readFile } from 'node:fs/promises';
import type { Pauses } from '@audiobook/model/book';
import { Book } from '@audiobook/model/book';
import { Cast, type VoiceName } from '@audiobook/model/cast';
import { type Correction, Corrections } from '@audiobook/model/corrections';
import { Lexicon } from '@audiobook/model/lexicon';
import { fail, ok, type Result } from '@audiobook/model/result';
import type {
  ChapterPauses,
  Layout,
  LayoutBlock,
  LayoutSegment,
  Segment,
} from '@audiobook/model/script';
import { compileLexicon } from '@audiobook/text/lexicon';
import { normalise } from '@audiobook/text/normalise';
import { blockText, type ParsedBlock } from '@audiobook/text/parse-chapter';
import { segmentChapter, type TextSegment } from '@audiobook/text/segment-chapter';
import type { ChapterPaths } from './book-paths.ts';
import { loadVoice, type ResolvedVoice } from './load-voice.ts';
import { readSettings } from './read-settings.ts';
import type { EmitEvent } from './stage-event.ts';
import { writeJson } from './write-file-atomic.ts';

/** A chapter's script, as `script` writes it to three files. */
export interface Script {
  segments: Segment[];
  layout: Layout;
  pauses: ChapterPauses;
}

interface ScriptSource {
  book: Book;
  source: string;
  lexicon: Lexicon;
  corrections: Corrections;
  narrator: VoiceName;
  voices: Map<VoiceName, ResolvedVoice>;
}

/** Turns a chapter's text into segments.json, layout.json and pauses.json. */
export async function script(chapter: ChapterPaths, emit: EmitEvent): Promise<Result<Script>> {
  const loaded = await loadSource(chapter);
  if (!loaded.ok) return loaded;
  const written = writeScript(loaded.value, chapter.name);
  if (written.segments.length === 0) {
    return fail({
      kind: 'bad-file',
      doing: `writing the script of ${chapter.project}`,
      file: chapter.text,
      found: 'there is nothing to speak',
      remedy: 'Write the chapter’s text there, or remove its folder.',
    });
  }
  for (const id of written.layout.orphans) {
    const message = `corrections.json of ${chapter.project} corrects segment ${id}, which the text no longer has`;
    emit({ kind: 'notice', message });
  }
  await writeJson(chapter.segments, { segments: written.segments });
  await writeJson(chapter.layout, written.layout);
  await writeJson(chapter.pauses, written.pauses);
  return ok(written);
}

async function loadSource(chapter: ChapterPaths): Promise<Result<ScriptSource>> {
  const { book: paths } = chapter;
  const of = `of ${chapter.project}`;
  const book = await readSettings({
    file: paths.book,
    schema: Book,
    doing: `reading the book ${of}`,
  });
  if (!book.ok) return book;
  const cast = await readSettings({
    file: paths.cast,
    schema: Cast,
    doing: `reading the cast ${of}`,
  });
  if (!cast.ok) return cast;
  const lexicon = await readSettings({
    file: paths.lexicon,
    schema: Lexicon,
    doing: `reading the lexicon ${of}`,
    absent: {},
  });
  if (!lexicon.ok) return lexicon;
  const corrections = await readSettings({
    file: chapter.corrections,
    schema: Corrections,
    doing: `reading the corrections ${of}`,
    absent: {},
  });
  if (!corrections.ok) return corrections;

  const narrator = cast.value.narrator.voice;
  const names = new Set([narrator, ...correctedVoices(corrections.value)]);
  const voices = new Map<VoiceName, ResolvedVoice>();
  for (const name of names) {
    const voice = await loadVoice(paths, book.value, name);
    if (!voice.ok) return voice;
    voices.set(name, voice.value);
  }
  const source = await readFile(chapter.text, 'utf8');
  return ok({
    book: book.value,
    source,
    lexicon: lexicon.value,
    corrections: corrections.value,
    narrator,
    voices,
  });
}

function correctedVoices(corrections: Corrections): VoiceName[] {
  return Object.values(corrections.segments).flatMap(({ voice }) => voice ?? []);
}

function writeScript(loaded: ScriptSource, folder: string): Script {
  const { book, source, corrections, voices, narrator } = loaded;
  const { blocks, segments } = segmentChapter(source, book.language);
  const respell = compileLexicon(loaded.lexicon);
  const correctionOf = (segment: TextSegment): Correction => corrections.segments[segment.id] ?? {};
  const kept = segments.filter((segment) => correctionOf(segment).skip !== true);

  const spoken = kept.map((segment): Segment => {
    const correction = correctionOf(segment);
    const voice = voices.get(correction.voice ?? narrator);
    if (voice === undefined) throw new Error(`the voice of segment ${segment.id} was not loaded`);
    const ownText = () => respell(normalise(segment.text, book.language));
    return {
      id: segment.id,
      spoken: correction.spoken ?? ownText(),
      language: book.language,
      ...voice,
      take: correction.take ?? 1,
    };
  });

  const pauses = kept.map(
    (segment, index) =>
      correctionOf(segment).pauseAfterMs ??
      pauseAfter(segment, kept[index + 1], blocks, book.pauses),
  );
  const found = new Set<string>(segments.map(({ id }) => id));
  return {
    segments: spoken,
    pauses: { leadMs: book.pauses.lead, afterMs: pauses },
    layout: {
      title: corrections.title ?? titleOf(source, blocks) ?? folder,
      segments: kept.map(
        (segment, index): LayoutSegment => ({
          id: segment.id,
          start: segment.start,
          end: segment.end,
          text: segment.text,
          speaker: 'narrator',
          block: segment.block,
          pauseAfterMs: pauses[index] ?? 0,
        }),
      ),
      blocks: blocks.map(
        ({ kind, level, start, end }): LayoutBlock => ({ kind, level, start, end }),
      ),
      skipped: segments.filter((segment) => correctionOf(segment).skip).map(({ id }) => id),
      orphans: Object.keys(corrections.segments).filter((id) => !found.has(id)),
    },
  };
}

/** The chapter's first heading, as shown in tags and lists. */
function titleOf(source: string, blocks: readonly ParsedBlock[]): string | undefined {
  const heading = blocks.find(({ kind }) => kind === 'heading');
  return heading && blockText(source, heading).replace(/\s+/g, ' ').trim();
}

/** The silence after a segment, in milliseconds: that of the strongest boundary before the next. */
function pauseAfter(
  segment: TextSegment,
  next: TextSegment | undefined,
  blocks: readonly LayoutBlock[],
  pauses: Pauses,
): number {
  if (next === undefined) return pauses.chapter;
  if (next.block === segment.block)
    return pauses[segment.closes === 'clause' ? 'clause' : 'sentence'];
  const between = blocks.slice(segment.block + 1, next.block);
  if (between.some(({ kind }) => kind === 'scene-break')) return pauses.scene;
  return blocks[segment.block]?.kind === 'heading' ? pauses.heading : pauses.paragraph;
}
