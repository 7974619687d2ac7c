/** Runs `script` for one chapter and prints what it cost: `node script-process.ts root slug folder`. */
import { bookPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { script } from '@audiobook/pipeline/script';
import { cpuSeconds } from './measure.ts';

const [root = '', slug = '', folder = ''] = process.argv.slice(2);
const { user, system } = process.cpuUsage();
const chapter = chapterPaths(bookPaths(root, slug), folder);
const seconds = await cpuSeconds(async () => {
  const result = await script(chapter, () => undefined);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
});
console.log(JSON.stringify({ loading: (user + system) / 1e6, script: seconds }));
