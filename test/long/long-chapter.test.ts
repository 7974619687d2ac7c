import { expect, test } from 'vitest';
import { longChapterCharacters, mostMegabytes, publishLongChapter } from '../bench/memory.ts';

test.skipIf(process.platform !== 'linux')(
  `a chapter of ${longChapterCharacters} characters is published with less than ${mostMegabytes} MB in any one process`,
  async () => {
    const peaks = (await publishLongChapter()) ?? [];
    const working = peaks.filter(({ target }) => target !== undefined);
    const targets = new Set(working.map(({ target }) => target));
    expect([...targets].sort()).toEqual(
      ['assemble', 'contents', 'encode', 'publish', 'script', 'synthesize'].sort(),
    );
    expect(working.filter(({ megabytes }) => megabytes >= mostMegabytes)).toEqual([]);
  },
);
