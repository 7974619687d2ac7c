import { describe, expect, test } from 'vitest';
import { frontMatter } from './front-matter.ts';
import { flawsOf } from './testing.ts';

const found = (text: string, title = 'One') =>
  flawsOf(frontMatter, text, { title }).map((flaw) => flaw.found);

describe('frontMatter', () => {
  test('tells pages by their name', () => {
    expect(found('Some words.\n', 'Contents')).toEqual([
      'this chapter looks like a table of contents page',
    ]);
    expect(found('Some words.\n', 'Table des matières')).toHaveLength(1);
  });

  test('tells a contents page and an index by their lines', () => {
    const contents = Array.from({ length: 6 }, (_, at) => `The Ferry ..... ${at * 10 + 3}`);
    expect(found(contents.join('\n\n'))[0]).toContain('contents');
    const index = Array.from({ length: 12 }, (_, at) => `Lamps, ${at + 2}, ${at + 9}–${at + 12}`);
    expect(found(index.join('\n\n'))[0]).toContain('index');
  });

  test.each([
    'Copyright © 1998 by A. Tester',
    'All rights reserved.',
    'ISBN 0-00-000000-0',
    'This eBook is for the use of anyone under the terms of the Project Gutenberg License.',
    'Produced by A. Volunteer',
  ])('tells the notice %j', (text) => {
    expect(found(`He went home.\n\n${text}\n`)).toEqual([
      'this is a publisher’s or a library’s notice, not the book',
    ]);
  });

  test('lets a story pass, with years, lists and dialogue in it', () => {
    const story = [
      'It was in 1911.',
      'She was 30',
      'He said: 40',
      '“Yes.”',
      'Chapter and verse.',
      'The end.',
    ];
    expect(found(story.join('\n\n'))).toEqual([]);
    expect(found('The copyright was hers, and she reserved all rights.\n')).toEqual([]);
  });
});
