import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { describeFailure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { type TakeEntry, Takes } from '@audiobook/model/take';
import {
  type BookPaths,
  bookPaths,
  type ChapterPaths,
  chapterPaths,
} from '@audiobook/pipeline/book/book-paths';
import { script } from '@audiobook/pipeline/script';
import type { OpenEngine } from '@audiobook/pipeline/speaking/with-gateway';
import { synthesize } from '@audiobook/pipeline/synthesize';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { generateNovel, type NovelSettings } from '../novel/generate-novel.ts';

/** What a run of all chapters spoke: texts by the model that was asked. */
export interface NovelRun {
  spoken: Map<string, string[]>;
  notices: string[];
}

/** A generated novel that is scripted and spoken in this process, with tones for speech. */
export class SpokenNovel {
  readonly book: BookPaths;
  readonly store: TakeStore;
  readonly chapters: ChapterPaths[];
  readonly #texts: string[];

  /** @param root of the workspace; the take store is its folder `takes` */
  constructor(root: string, settings: NovelSettings) {
    this.book = bookPaths(root, 'novel');
    this.store = openTakeStore(join(root, 'takes'));
    this.#texts = generateNovel(settings).chapters.map(({ text }) => text);
    this.chapters = this.#texts.map((_, index) =>
      chapterPaths(this.book, `${String(index + 1).padStart(2, '0')}-part`),
    );
  }

  /** Writes the novel's sources, pinned to the model `tone:1`. */
  async write(): Promise<void> {
    const models = { tone: 'tone:1' };
    const { book, cast, voices } = this.book;
    await writeJson(book, { title: 'A Novel', author: 'N. N.', language: 'en', models });
    await writeJson(cast, { narrator: { voice: 'plain' } });
    await writeJson(join(voices, 'plain', 'voice.json'), { engine: 'tone', preset: 'plain' });
    for (const [index, { text }] of this.chapters.entries()) {
      await writeFileAtomic(text, this.#texts[index] ?? '');
    }
  }

  /** Scripts and speaks every chapter, as Nx has it done where it has nothing in its cache. */
  async run(): Promise<NovelRun> {
    const run: NovelRun = { spoken: new Map(), notices: [] };
    const openEngine: OpenEngine = async (_, identity) => ok(toneOf(identity, run));
    const { signal } = new AbortController();
    for (const chapter of this.chapters) {
      orThrow(await script(chapter, () => {}));
      const { store } = this;
      orThrow(
        await synthesize(chapter, {
          ...{ store, openEngine, draft: false, signal },
          emit: (event) => event.kind === 'notice' && run.notices.push(event.message),
        }),
      );
    }
    return run;
  }

  async segments({ segments }: ChapterPaths): Promise<Segments['segments']> {
    return Segments.parse(JSON.parse(await readFile(segments, 'utf8'))).segments;
  }

  /** The takes of the whole novel, in order. */
  async takes(): Promise<TakeEntry[]> {
    const files = this.chapters.map(({ takes }) => readFile(takes, 'utf8'));
    return (await Promise.all(files)).flatMap((json) => Takes.parse(JSON.parse(json)).takes);
  }
}

function toneOf(identity: string, { spoken }: NovelRun): ToneEngine {
  const texts = spoken.get(identity) ?? [];
  spoken.set(identity, texts);
  return new ToneEngine({
    ...{ identity, secondsPerCharacter: 0.000_2 },
    before: ({ spoken: text }) => {
      texts.push(text);
      return undefined;
    },
  });
}

/** The value of a step that is expected to succeed. */
export function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(describeFailure(result.failure));
  return result.value;
}
