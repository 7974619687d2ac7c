import { describe, expect, it } from 'vitest';
import { matchChapters } from './match-chapters.ts';

const body = (name: string, lines = 10) =>
  Array.from({ length: lines }, (_, at) => `${name} saw the ferry number ${at} leave.`).join('\n');
const text = (title: string, content: string) => `# ${title}\n\n${content}\n`;

const old = [
  { folder: '01-i', text: text('I', body('Maren')) },
  { folder: '02-ii', text: text('II', body('Jonas')) },
  { folder: '03-iii', text: text('III', body('Ida')) },
];
const fresh = (title: string, content: string) => ({ title, text: text(title, content) });

describe('matchChapters()', () => {
  it('says of an unchanged book that it is the same', () => {
    const same = old.map(({ text }, at) => ({ title: ['I', 'II', 'III'][at] ?? '', text }));
    expect(matchChapters(old, same)).toEqual([
      { kind: 'same', fresh: 0, folder: '01-i' },
      { kind: 'same', fresh: 1, folder: '02-ii' },
      { kind: 'same', fresh: 2, folder: '03-iii' },
    ]);
  });

  it('follows the text where a chapter is put in and the others are counted anew', () => {
    const edition = [
      fresh('I', body('Else')),
      fresh('II', body('Maren')),
      fresh('III', `${body('Jonas')}\nAnd Jonas slept.`),
      fresh('IV', body('Ida')),
    ];
    expect(matchChapters(old, edition)).toEqual([
      { kind: 'new', fresh: 0 },
      { kind: 'changed', fresh: 1, folder: '01-i' },
      { kind: 'changed', fresh: 2, folder: '02-ii' },
      { kind: 'changed', fresh: 3, folder: '03-iii' },
    ]);
  });

  it('follows the title where the text is another, then some shared lines', () => {
    const edition = [
      fresh('II', body('Else')),
      fresh('The Third', `${body('Ida', 4)}\n${body('Per', 8)}`),
    ];
    expect(matchChapters(old, edition)).toEqual([
      { kind: 'changed', fresh: 0, folder: '02-ii' },
      { kind: 'changed', fresh: 1, folder: '03-iii' },
      { kind: 'gone', folder: '01-i' },
    ]);
  });

  it('pairs chapters of one text in their order, and no old chapter twice', () => {
    const twice = [old[0], { folder: '02-i', text: old[0]?.text ?? '' }].flatMap((chapter) =>
      chapter ? [chapter] : [],
    );
    const one = { title: 'I', text: old[0]?.text ?? '' };
    expect(matchChapters(twice, [one, one, one])).toEqual([
      { kind: 'same', fresh: 0, folder: '01-i' },
      { kind: 'same', fresh: 1, folder: '02-i' },
      { kind: 'new', fresh: 2 },
    ]);
  });

  it('matches 1,000 chapters at once', () => {
    const chapters = Array.from({ length: 1_000 }, (_, at) => text(`${at}`, body(`Nr ${at}`, 60)));
    const before = process.cpuUsage();
    const matches = matchChapters(
      chapters.map((chapter, at) => ({ folder: `${at}`, text: chapter })),
      chapters.map((chapter, at) => ({ title: `${at + 1}`, text: `${chapter}More.\n` })),
    );
    const { user, system } = process.cpuUsage(before);
    expect(matches.every((match, at) => 'folder' in match && match.folder === `${at}`)).toBe(true);
    expect((user + system) / 1_000).toBeLessThan(5_000);
  });
});
