import type { Book } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import type { Correction, Corrections } from '@audiobook/model/corrections';
import type { Lexicon } from '@audiobook/model/lexicon';
import type {
  ChapterPauses,
  Layout,
  LayoutBlock,
  LayoutSegment,
  Segment,
} from '@audiobook/model/script';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { compileLexicon, type LexiconUse } from '@audiobook/text/lexicon';
import { normalise } from '@audiobook/text/normalise';
import { blockText, type ParsedBlock } from '@audiobook/text/parse-chapter';
import { segmentChapter, type TextSegment } from '@audiobook/text/segment-chapter';
import type { ResolvedVoice } from '../book/load-voice.ts';
import { applyLock } from './apply-lock.ts';
import { pauseAfter } from './pause-after.ts';
import { sayLineEnds } from './verse-lines.ts';

/** A chapter's script, as `script` writes it to three files. */
export interface Script {
  segments: Segment[];
  layout: Layout;
  pauses: ChapterPauses;
}

/** What a script is made of. */
export interface ScriptSource {
  book: Pick<Book, 'language' | 'pauses'>;
  /** The chapter folder's name, which is its title where the text has no heading. */
  folder: string;
  /** text.md. */
  source: string;
  /** The book's own, whose entries win. */
  lexicon: Lexicon;
  /** That of the workspace. */
  sharedLexicon?: Lexicon;
  corrections: Corrections;
  /** The takes of the book that the user has accepted. */
  lock?: TakesLock;
  narrator: VoiceName;
  /** The narrator's voice, and those that corrections name. */
  voices: ReadonlyMap<VoiceName, ResolvedVoice>;
  /** Told each entry of the lexicons that a segment has, in order. */
  onLexiconUse?: (use: LexiconUse) => void;
}

/** Composes a chapter's script. Reads and writes nothing. */
export function composeScript(loaded: ScriptSource): Script {
  const { book, source, corrections, voices, narrator, folder } = loaded;
  const { blocks, segments } = segmentChapter(source, book.language);
  const { language } = book;
  const lexicons = { book: loaded.lexicon, shared: loaded.sharedLexicon ?? {}, language };
  const lexicon = compileLexicon(lexicons, loaded.onLexiconUse);
  const isCorrected = Object.keys(corrections.segments).length > 0;
  const correctionOf = (segment: TextSegment): Correction =>
    (isCorrected && corrections.segments[segment.id]) || {};
  const kept = segments.filter((segment) => correctionOf(segment).skip !== true);

  const locked = applyLock(loaded.lock, folder);
  const spoken = kept.map((segment): Segment => {
    const correction = correctionOf(segment);
    const voice = voices.get(correction.voice ?? narrator);
    if (voice === undefined) throw new Error(`the voice of segment ${segment.id} was not loaded`);
    const ownText = () =>
      normalise(sayLineEnds(segment.text, segment.lineEnds), {
        language,
        heading: blocks[segment.block]?.kind === 'heading',
        lexicon,
      });
    return locked({
      id: segment.id,
      spoken: correction.spoken ?? ownText(),
      language,
      ...voice,
      take: correction.take ?? 1,
    });
  });

  const pauses = kept.map(
    (segment, index) =>
      correctionOf(segment).pauseAfterMs ??
      pauseAfter({ segment, next: kept[index + 1], blocks }, book.pauses),
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

/** The chapter's title, as shown in tags and lists: a part's heading may stand before it. */
function titleOf(source: string, blocks: readonly ParsedBlock[]): string | undefined {
  const headings = blocks.filter(({ kind }) => kind === 'heading');
  const heading = headings.find(({ level }) => level === 1) ?? headings[0];
  return heading && blockText(source, heading).replace(/\s+/g, ' ').trim();
}
