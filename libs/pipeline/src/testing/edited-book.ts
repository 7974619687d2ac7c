import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import type { TakeKey } from '@audiobook/model/digest';
import { ok } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { takePath } from '@audiobook/takes/store-paths';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { accept } from '../accept.ts';
import { type BookPaths, bookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { planChapters, takesAsBasis } from '../plan/chapter-plan.ts';
import { script } from '../script.ts';
import type { OpenEngine } from '../speaking/with-gateway.ts';
import { synthesize } from '../synthesize.ts';
import { keySegments } from '../takes/keyed-segment.ts';
import { spokenBefore } from '../takes/missing-takes.ts';

/** What a person, a disk or Nx does to the book between two runs. */
export type Change =
  /** `copy`: a paragraph that the next chapter then has too. */
  | { kind: 'edit' | 'add' | 'remove' | 'move' | 'copy' | 'unlearn'; chapter: number; at: number }
  | { kind: 'recast'; voice: 'low' | 'high' }
  | { kind: 'lexicon'; word: string }
  | { kind: 'retake'; chapter: number; at: number }
  | { kind: 'prune'; share: number }
  | { kind: 'lose speech'; chapter: number }
  /** The book's pin moves to a model that it never had. */
  | { kind: 'upgrade' }
  /** The user accepts what is heard of a chapter, where it is spoken as it is now. */
  | { kind: 'accept'; chapter: number }
  /** Nx has the outputs of an earlier run of the chapter, and puts them back instead of running it. */
  | { kind: 'cached'; chapter: number };

const words = ['lamp', 'harbour', 'boat', 'stranger', 'quay', 'tide', 'joke', 'wall', 'weather'];

/** What a run came to. */
export interface EditedRun {
  planned: number;
  spoken: number;
  /** Of what was planned, takes that another chapter refills the store with, from its own speech. */
  fromOthers: number;
  /** Whether Nx stood in for a chapter. */
  restored: boolean;
  /** The models that spoke. */
  models: string[];
  notices: string[];
}

/** A small book that is changed, planned and spoken in one process, as Nx would have it done. */
export class EditedBook {
  readonly #book: BookPaths;
  readonly store: TakeStore;
  readonly chapters: ChapterPaths[];
  readonly #texts: string[][];
  #voice = 'low';
  #lexicon: Record<string, string> = {};
  #next = 0;
  #model = 1;
  #runs = 0;
  readonly #fromCache = new Set<number>();

  constructor(folder: string, chapters = 3) {
    this.#book = bookPaths(folder, 'lamp');
    this.store = openTakeStore(join(folder, 'takes'));
    const numbers = Array.from({ length: chapters }, (_, index) => index + 1);
    this.chapters = numbers.map((number) => chapterPaths(this.#book, `0${number}-part`));
    this.#texts = numbers.map(() => Array.from({ length: 4 }, () => this.#paragraph()));
  }

  async write(): Promise<void> {
    const { book, cast, lexicon, voices } = this.#book;
    const models = { tone: this.model };
    await writeJson(book, { title: 'The Lamp', author: 'N. N.', language: 'en', models });
    await writeJson(cast, { narrator: { voice: this.#voice } });
    await writeJson(lexicon, this.#lexicon);
    for (const preset of ['low', 'high']) {
      await writeJson(join(voices, preset, 'voice.json'), { engine: 'tone', preset });
    }
    for (const [index, { text }] of this.chapters.entries()) {
      await writeFileAtomic(text, `${this.#texts[index]?.join('\n\n')}\n`);
    }
  }

  async change(change: Change): Promise<void> {
    switch (change.kind) {
      case 'recast':
        this.#voice = change.voice;
        return;
      case 'lexicon':
        if (this.#lexicon[change.word] === undefined) this.#lexicon[change.word] = 'something else';
        else delete this.#lexicon[change.word];
        return;
      case 'prune':
        await this.#prune(change.share);
        return;
      case 'retake':
        await this.#retake(change);
        return;
      case 'lose speech':
        await rm(join(this.#chapter(change.chapter).output, 'speech.flac'), { force: true });
        return;
      case 'upgrade':
        this.#model += 1;
        return;
      case 'accept':
        await accept(
          this.#book,
          { chapters: (change.chapter % this.chapters.length) + 1 },
          () => {},
        );
        return;
      case 'cached':
        this.#fromCache.add(change.chapter % this.chapters.length);
        return;
      default:
        await this.#edit(change);
    }
  }

  /** The model that the book pins now. */
  get model(): string {
    return `tone:${this.#model}`;
  }

  /** Writes the sources, and scripts all chapters. */
  async scriptAll(): Promise<void> {
    await this.write();
    for (const chapter of this.chapters) {
      const scripted = await script(chapter, () => {});
      if (!scripted.ok) throw new Error(JSON.stringify(scripted.failure));
    }
  }

  /** Scripts, plans and speaks the book; Nx stands in for the chapters that it has, where it was told to. */
  async run(): Promise<EditedRun> {
    await this.scriptAll();
    const plans = await planChapters(this.chapters, takesAsBasis(this.store));
    if (!plans.ok) throw new Error(JSON.stringify(plans.failure));
    const planned = plans.value.reduce((sum, { toSpeak }) => sum + toSpeak.length, 0);
    const fromOthers = await this.#refilledByOthers(
      plans.value.map(({ toSpeak }) => toSpeak.map(({ key }) => key)),
    );
    // What is spoken again sounds otherwise, as from an engine that samples.
    const secondsPerCharacter = 0.001 + 0.0001 * this.#runs++;
    const engines = new Map<string, ToneEngine>();
    const openEngine: OpenEngine = async (_, identity) => {
      const engine = engines.get(identity) ?? new ToneEngine({ identity, secondsPerCharacter });
      engines.set(identity, engine);
      return ok(engine);
    };
    const notices: string[] = [];
    let restored = false;
    for (const [index, chapter] of this.chapters.entries()) {
      const entry = await this.#cacheEntry(chapter);
      if (this.#fromCache.has(index) && existsSync(entry)) {
        await cp(entry, chapter.output, { recursive: true });
        restored = true;
      } else {
        const spoken = await synthesize(chapter, {
          ...{ store: this.store, openEngine, draft: false },
          ...{ signal: new AbortController().signal },
          emit: (event) => event.kind === 'notice' && notices.push(event.message),
        });
        if (!spoken.ok) throw new Error(JSON.stringify(spoken.failure));
        await mkdir(join(entry, '..'), { recursive: true });
        await cp(chapter.output, entry, { recursive: true });
      }
    }
    this.#fromCache.clear();
    const spoken = [...engines.values()].reduce((sum, { requests }) => sum + requests.length, 0);
    return { planned, spoken, fromOthers, restored, models: [...engines.keys()], notices };
  }

  async #refilledByOthers(planned: readonly TakeKey[][]): Promise<number> {
    const own = await Promise.all(
      this.chapters.map(async (chapter) => {
        const asked = new Set(await this.#keysOf(chapter.segments));
        return (await spokenBefore(chapter)).intersection(asked);
      }),
    );
    return planned.flatMap((keys, at) =>
      keys.filter((key) => own.some((had, other) => other !== at && had.has(key))),
    ).length;
  }

  /** Where Nx would have the outputs of the chapter for what its script asks for. */
  async #cacheEntry({ segments, project }: ChapterPaths): Promise<string> {
    const asked = hash('sha256', await readFile(segments));
    return join(this.#book.workspace, 'nx', `${project}-${asked}`);
  }

  async #keysOf(file: string) {
    const { segments } = Segments.parse(JSON.parse(await readFile(file, 'utf8')));
    return keySegments(segments).map(({ key }) => key);
  }

  #chapter(chapter: number): ChapterPaths {
    return this.chapters[chapter % this.chapters.length] as ChapterPaths;
  }

  async #prune(share: number): Promise<void> {
    const keys = (
      await Promise.all(this.chapters.map(({ segments }) => this.#keysOf(segments)))
    ).flat();
    for (const key of keys.slice(0, Math.ceil(keys.length * share))) {
      await rm(takePath(this.store.root, key), { force: true });
    }
  }

  async #retake({ chapter, at }: { chapter: number; at: number }): Promise<void> {
    const { corrections, segments: file } = this.#chapter(chapter);
    const { segments } = Segments.parse(JSON.parse(await readFile(file, 'utf8')));
    const segment = segments[at % segments.length];
    if (segment === undefined) return;
    const take = segment.take + 1;
    await writeJson(corrections, { segments: { [segment.id]: { take } } });
  }

  async #edit({ kind, chapter, at }: { kind: string; chapter: number; at: number }): Promise<void> {
    const text = this.#texts[chapter % this.#texts.length] ?? [];
    const place = at % text.length;
    if (kind === 'edit') text[place] = `${text[place]} ${this.#sentence()}`;
    else if (kind === 'add') text.splice(place, 0, this.#paragraph());
    else if (kind === 'copy')
      this.#texts[(chapter + 1) % this.#texts.length]?.push(text[place] ?? '');
    else if (kind === 'unlearn') await rm(this.#chapter(chapter).corrections, { force: true });
    else if (text.length > 1) {
      const gone = text.splice(place, 1);
      if (kind === 'move') this.#texts[(chapter + 1) % this.#texts.length]?.push(...gone);
    }
  }

  #paragraph(): string {
    return [this.#sentence(), this.#sentence(), 'Nobody said why.'].join(' ');
  }

  #sentence(): string {
    const [first, second] = [this.#next, this.#next * 7 + 3].map((at) => words[at % words.length]);
    return `The ${first} came before the ${second}, for the ${++this.#next}th time.`;
  }
}
