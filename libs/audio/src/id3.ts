import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fail, ok, type Result } from '@audiobook/model/result';
import type NodeId3 from 'node-id3';
import { type BookTags, seriesTags, yearTag } from './book-tags.ts';
import type { Cover } from './cover.ts';
import { threeLetterLanguage } from './language-code.ts';
import { fileFailure, writeWholeFile } from './whole-file.ts';

/** A chapter's place in its book. */
export interface ChapterTags {
  title: string;
  /** Counted from 1. */
  number: number;
  /** How many chapters the book has. */
  of: number;
}

export interface TaggedMp3 {
  /** The audio, as `encodeChapter` wrote it: without tags. */
  mp3File: string;
  outFile: string;
  chapter: ChapterTags;
  book: BookTags;
}

const copyBytes = 1 << 20;

/**
 * Writes an MP3 with an ID3v2.3 tag before its audio, whole or not at all, in the memory of one
 * tag: node-id3's own `write` reads the whole file.
 *
 * The narrator is the composer (TCOM), where audiobook players look for one, and `TXXX:NARRATOR`.
 *
 * Fails with `bad-file` where the MP3 is missing or already tagged, or the file system refuses.
 */
export function writeTaggedMp3(wanted: TaggedMp3): Promise<Result<undefined>> {
  const { mp3File, outFile, chapter } = wanted;
  const doing = `tagging chapter ${chapter.number}, “${chapter.title}”`;
  return writeWholeFile(outFile, doing, async (temporary) => {
    try {
      if (await hasTag(mp3File)) {
        const found = 'it begins with an ID3 tag of its own';
        const remedy = 'encode the chapter again';
        return fail({ kind: 'bad-file', doing, file: mp3File, found, remedy });
      }
    } catch (error) {
      return fail(fileFailure(error, doing, mp3File));
    }
    await writeBehind(id3Tag(wanted.chapter, wanted.book), mp3File, temporary);
    return ok();
  });
}

async function hasTag(mp3File: string): Promise<boolean> {
  await using input = await open(mp3File);
  const { buffer } = await input.read(Buffer.alloc(3), 0, 3, 0);
  return buffer.toString('latin1') === 'ID3';
}

/** Copies with one buffer: a fresh one for each chunk costs more than reading and writing it. */
async function writeBehind(tag: Buffer, mp3File: string, file: string): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(copyBytes);
  await using input = await open(mp3File);
  await using output = await open(file, 'wx');
  await output.writeFile(tag);
  for (;;) {
    const { bytesRead } = await input.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return;
    await output.writeFile(buffer.subarray(0, bytesRead));
  }
}

/** The tag's bytes. */
function id3Tag(chapter: ChapterTags, book: BookTags): Buffer {
  // Loaded here, since only this needs it and it takes a task 20 ms.
  const { create } = createRequire(import.meta.url)('node-id3') as typeof NodeId3;
  const language = threeLetterLanguage(book.language);
  const text = (raw: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  return create({
    title: chapter.title,
    artist: book.author,
    album: book.title,
    performerInfo: book.author,
    trackNumber: `${chapter.number}/${chapter.of}`,
    genre: book.genre,
    language,
    ...text({ composer: book.narrator, publisher: book.publisher, year: yearTag(book.year) }),
    userDefinedText: Object.entries({
      ...(book.narrator && { NARRATOR: book.narrator }),
      ...seriesTags(book),
    }).map(([description, value]) => ({ description, value })),
    ...(book.comment && { comment: { language, text: book.comment } }),
    ...(book.cover && { image: frontCover(book.cover) }),
  });
}

function frontCover({ type, bytes }: Cover) {
  const imageBuffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { mime: type, type: { id: 3 }, description: '', imageBuffer };
}
