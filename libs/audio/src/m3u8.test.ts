import { describe, expect, it } from 'vitest';
import { writeM3u8 } from './m3u8.ts';

describe('writeM3u8()', () => {
  it('lists files with whole seconds and titles, paths as they are', () => {
    const entries = [
      { path: 'chapters/01 Début 100 % [1].mp3', title: 'Début', seconds: 59.6 },
      { path: '#2 漢字.mp3', title: 'Two\nlines', seconds: 3_600 },
    ];
    expect(writeM3u8('A\nBook', entries)).toBe(
      [
        '#EXTM3U',
        '#PLAYLIST:A Book',
        '#EXTINF:60,Début',
        'chapters/01 Début 100 % [1].mp3',
        '#EXTINF:3600,Two lines',
        './#2 漢字.mp3',
        '',
      ].join('\n'),
    );
  });
});
