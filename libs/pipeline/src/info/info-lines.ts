import { describeCount } from '@audiobook/model/describe-count';
import { describeDuration } from '@audiobook/model/describe-duration';
import { primaryLanguage } from '@audiobook/model/primary-language';
import { describeSlotCost } from '../run/slot-use.ts';
import { percentOf } from '../terminal/progress-bar.ts';
import { tableLines } from '../terminal/table-lines.ts';
import type { BookInfo, ChapterInfo } from './book-info.ts';

/**
 * A book's structure and state as it is printed; `~` stands before what is estimated. Headings part it, since Nx
 * prints no empty line of a task.
 */
export function infoLines(info: BookInfo): string[] {
  const { title, author, narrator, language, models, pace, totals, unreadable } = info;
  return [
    `${title}, by ${author}${narrator === null ? '' : `, read by ${narrator}`}`,
    `language  ${language}`,
    ...Object.entries(models).map(([engine, model]) => `model     ${engine}: ${model}`),
    'Chapters:',
    ...chapterLines(info.chapters),
    ...unreadable.map(({ project, found }) => `${project}: ${found}`),
    'Voices:',
    ...info.voices.map(
      ({ name, engine, voice, segments, characters, share }) =>
        `${name} (${engine}, ${voice}): ${percentOf(share, 1)}, ${describeCount(characters)} characters in ${describeCount(segments, 'segment')}`,
    ),
    'In all:',
    `book      ${describeCount(totals.chapters, 'chapter')}, ${describeCount(totals.characters)} characters, ${describeCount(totals.segments, 'segment')}, ${lengthOf(totals)}`,
    totals.toSpeak === 0
      ? 'to speak  nothing: every segment has a take'
      : `to speak  ${describeCount(totals.toSpeak, 'segment')}, ${describeCount(totals.charactersToSpeak)} characters`,
    ...(totals.measured
      ? []
      : [
          `~         estimated at ${(1 / pace.secondsPerCharacter).toFixed(1)} characters a second, ${paceSource(info)}, and the pauses`,
        ]),
    ...(info.spent === null ? [] : [`spent     ${describeSlotCost(info.spent, info.spent)}`]),
    ...(info.published === null ? [] : [`finished  ${info.published}`]),
  ];
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** Of narrators there is a figure for English alone. */
function paceSource({ pace, language }: BookInfo): string {
  switch (pace.source) {
    case 'book':
      return 'as the book’s own takes have it';
    case 'engines':
      return 'as measured here of its engines';
    case 'narration': {
      const primary = primaryLanguage(language);
      const english = 'as narrators speak English';
      if (primary === 'en') return english;
      return `${english}, for want of a figure for ${languageNames.of(primary)}`;
    }
    default:
      return pace.source satisfies never;
  }
}

/** Longer titles are cut, in characters. */
const longestTitle = 44;

function chapterLines(chapters: readonly ChapterInfo[]): string[] {
  const rows = chapters.map((chapter) => [
    String(chapter.number),
    chapter.title.length > longestTitle
      ? `${chapter.title.slice(0, longestTitle - 1)}…`
      : chapter.title,
    describeCount(chapter.characters),
    describeCount(chapter.segments),
    lengthOf(chapter),
    stateOf(chapter),
  ]);
  const head = ['', 'chapter', 'characters', 'segments', 'length', 'state'];
  const [first = '', ...lines] = tableLines(
    [head, ...rows],
    ['right', 'left', 'right', 'right', 'right', 'left'],
  );
  return [first, ...lines.flatMap((line, index) => [...(chapters[index]?.parts ?? []), line])];
}

function lengthOf({ seconds, measured }: Pick<ChapterInfo, 'seconds' | 'measured'>): string {
  return `${measured ? '' : '~'}${describeDuration(seconds)}`;
}

function stateOf({ state, toSpeak, segments }: ChapterInfo): string {
  switch (state) {
    case 'unscripted':
      return `no script, ${describeCount(toSpeak)} of ${describeCount(segments)} to speak`;
    case 'to-speak':
      return `${describeCount(toSpeak)} of ${describeCount(segments)} to speak`;
    case 'takes':
      return 'all takes there, not put together';
    case 'spoken':
    case 'encoded':
    case 'assembled':
      return state;
    default:
      return state satisfies never;
  }
}
