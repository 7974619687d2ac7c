import { z } from 'zod';
import { Digest, SegmentId } from './digest.ts';
import { EngineParams } from './voice.ts';

/** One segment as an engine is asked for it: only what changes the sound. */
export const Segment = z.strictObject({
  id: SegmentId,
  spoken: z.string().min(1),
  language: z.string(),
  engine: z.string(),
  model: z.string(),
  /** A preset of the engine's, or `sha256:` and the digest of a sample. */
  voice: z.string(),
  params: EngineParams,
  take: z.number().int().min(1),
  /**
   * The take that the user has accepted: spoken with this model in place of the pinned one, and with these
   * samples. Heard instead of what `model` says, wherever it can be had.
   */
  locked: z.strictObject({ model: z.string(), digest: Digest }).optional(),
});
export type Segment = z.infer<typeof Segment>;

/** segments.json: what `script` hands to `synthesize`. */
export const Segments = z.strictObject({ segments: z.array(Segment) });
export type Segments = z.infer<typeof Segments>;

export const BlockKind = z.enum([
  ...(['heading', 'paragraph', 'verse', 'list-item', 'scene-break'] as const),
  /** A letter, an epigraph, an inscription: what the page sets off from the text around it. */
  'quotation',
]);
export type BlockKind = z.infer<typeof BlockKind>;

/** A block of text.md; start and end are offsets into the file, in UTF-16 code units. */
export const LayoutBlock = z.strictObject({
  kind: BlockKind,
  /** 1 to 6 for a heading, 0 for everything else. */
  level: z.number().int().min(0).max(6),
  start: z.number().int().min(0),
  end: z.number().int().min(0),
});
export type LayoutBlock = z.infer<typeof LayoutBlock>;

/** A segment's place in text.md, and the silence behind it. */
export const LayoutSegment = z.strictObject({
  id: SegmentId,
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  /** The book's own text, white space collapsed. */
  text: z.string(),
  speaker: z.string(),
  /** Index into `blocks`. */
  block: z.number().int().min(0),
  pauseAfterMs: z.number().int().min(0),
});
export type LayoutSegment = z.infer<typeof LayoutSegment>;

/** layout.json: everything about a chapter's script that does not change the sound of a segment. */
export const Layout = z.strictObject({
  title: z.string(),
  /** In the order of segments.json, one for each of its segments. */
  segments: z.array(LayoutSegment),
  blocks: z.array(LayoutBlock),
  /** Segments that corrections.json leaves out. */
  skipped: z.array(SegmentId),
  /** Ids in corrections.json that no segment of the chapter has any more. */
  orphans: z.array(z.string()),
});
export type Layout = z.infer<typeof Layout>;

/** pauses.json: a chapter's silences, which is all that `encode` needs of the layout. */
export const ChapterPauses = z.strictObject({
  /** Before the first segment, in milliseconds. */
  leadMs: z.number().int().min(0),
  /** After each segment of segments.json, in milliseconds. */
  afterMs: z.array(z.number().int().min(0)),
});
export type ChapterPauses = z.infer<typeof ChapterPauses>;
