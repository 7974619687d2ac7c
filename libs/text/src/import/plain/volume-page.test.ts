import { describe, expect, it } from 'vitest';
import { groupText, type LineGroup } from './line-groups.ts';
import { cutVolumePage } from './volume-page.ts';

const group = (...lines: string[]): LineGroup => ({ lines, before: 3, after: 3 });

function pageOf(groups: LineGroup[]): string[] {
  return cutVolumePage(groups).page.map(groupText);
}

const prose = group('It rained all day on the quay, and nobody came but the ticket man.');

describe('cutVolumePage()', () => {
  it('cuts what stands between two volumes', () => {
    const page = [
      group('THE LAST FERRY:'),
      group('A Novel.'),
      group('In Three Volumes.'),
      group('By the Author of “The Island of Hens.”'),
      group('London:', 'Printed for A. Nobody.', '1811.'),
    ];
    expect(pageOf([prose, group('END OF VOL. I.'), ...page])).toEqual(page.map(groupText));
  });

  it('leaves what closes a chapter', () => {
    expect(pageOf([prose, group('THE END')])).toEqual([]);
    expect(pageOf([prose, group('Yours,'), group('Ida')])).toEqual([]);
    expect(pageOf([prose, group('Yours, Ida'), group('END OF THE FIRST PART')])).toEqual([]);
  });
});
