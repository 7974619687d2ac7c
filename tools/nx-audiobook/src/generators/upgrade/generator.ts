import { relative } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { bookPaths } from '@audiobook/pipeline/book/book-paths';
import { consoleReporter } from '@audiobook/pipeline/terminal/console-reporter';
import { planUpgrade, type UpgradeOptions } from '@audiobook/pipeline/upgrade';
import type { Tree } from '@nx/devkit';

interface UpgradeGeneratorOptions extends UpgradeOptions {
  book: string;
}

/** `nx g @audiobook/nx:upgrade <book>`: shows what moving a book to other models costs, and moves it. */
export default async function upgradeGenerator(
  tree: Tree,
  { book: slug, ...options }: UpgradeGeneratorOptions,
): Promise<void> {
  const { signal } = new AbortController();
  const book = bookPaths(tree.root, slug);
  const planned = await planUpgrade(book, options, { emit: consoleReporter(), signal });
  if (!planned.ok) throw new Error(describeFailure(planned.failure));
  const { report, writes } = planned.value;
  for (const { file, content } of writes) tree.write(relative(tree.root, file), content);
  // Not in a callback for after the writing, which a dry run does not call.
  console.log(report.join('\n'));
}
