import { z } from 'zod';

/** A BCP 47 language tag such as `en-GB`, `fr` or `da`. */
export const LanguageTag = z
  .string()
  .regex(
    /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
    'it is no BCP 47 language tag, such as "en-GB" or "fr"',
  );

const milliseconds = z.number().int().min(0).max(60_000);

/** Silence in milliseconds; defaults from what narrators leave (ACX, and common audiobook tools). */
export const Pauses = z.strictObject({
  /** Before the chapter's first word; ACX asks for 500 to 1,000. */
  lead: milliseconds.default(750),
  /** Between two pieces of one long sentence. */
  clause: milliseconds.default(120),
  /** Between two lines of verse, where no sentence ends. */
  line: milliseconds.default(250),
  sentence: milliseconds.default(400),
  /** Between two items of a list. */
  item: milliseconds.default(550),
  paragraph: milliseconds.default(750),
  /** Between two stanzas. */
  stanza: milliseconds.default(900),
  /** Before and behind verse, and what is set off from the text: letters, epigraphs, inscriptions. */
  setOff: milliseconds.default(1_000),
  /** After a heading. */
  heading: milliseconds.default(1_200),
  /** Before a heading inside a chapter. */
  section: milliseconds.default(1_800),
  scene: milliseconds.default(2_000),
  /** After the chapter's last word; ACX asks for 1,000 to 5,000. */
  chapter: milliseconds.default(2_000),
});
export type Pauses = z.infer<typeof Pauses>;

/** How loud a chapter is made, by one gain for the whole chapter. */
export const Loudness = z.strictObject({
  /** Integrated loudness (ITU-R BS.1770) in LUFS; -19 mono lies within ACX's -23 to -18 dB RMS. */
  targetLufs: z.number().min(-40).max(-5).default(-19),
  /** Highest sample peak in dBFS; ACX asks for at most -3. */
  peakDbfs: z.number().min(-20).max(0).default(-3),
});
export type Loudness = z.infer<typeof Loudness>;

/** book.json: what the book is, and the models that its finished speech is pinned to. */
export const Book = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().min(1),
  author: z.string().min(1),
  narrator: z.string().min(1).optional(),
  language: LanguageTag,
  publisher: z.string().optional(),
  year: z.number().int().min(-4000).max(9999).optional(),
  series: z.string().min(1).optional(),
  /** The book's place in its series: 1, or 2.5. */
  seriesNumber: z.number().min(0).optional(),
  genre: z.string().default('Audiobook'),
  description: z.string().optional(),
  comment: z.string().optional(),
  /** Engine name to model identity: a newer engine never makes a finished book dirty. */
  models: z.record(z.string(), z.string().min(1)),
  pauses: Pauses.prefault({}),
  loudness: Loudness.prefault({}),
});
export type Book = z.infer<typeof Book>;
