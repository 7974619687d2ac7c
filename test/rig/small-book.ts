import type { Workspace } from './workspace.ts';

/** A book of three short chapters for tests that count what an edit makes Nx speak. */
export const smallBook = {
  slug: 'lamp',
  chapters: {
    '01-the-harbour': `# The Harbour

The boat came in before the tide had turned, which nobody on the quay had expected of it.
Anna counted the lamps along the wall and found that one of them was missing.

“Who took it?” she asked.
Nobody on the quay had an answer that they cared to give her that night.

The harbour master wrote it down in his book, with the hour and the state of the weather.
`,
    '02-the-lamp': `# The Lamp

It stood in the window of the chandler's shop, lit, at three in the afternoon of a bright day.
Anna went past it twice before she understood what it was that she was looking at.

***

The chandler said that he had bought it from a stranger for two shillings and a joke.
He would not repeat the joke.
`,
    '03-the-end': `# The End

In the morning the lamp was back on the wall, and nobody had seen anybody bring it there.
`,
  },
} as const;

/** Writes the small book into a workspace, pinned to the model that the sample book is pinned to. */
export async function addSmallBook(workspace: Workspace, slug: string = smallBook.slug) {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const { models } = JSON.parse(
    await workspace.readRepository('books/eleven-minutes-slow/book.json'),
  );
  const book = { title: 'The Lamp', author: 'A. Tester', language: 'en-GB', models };
  await workspace.write(`books/${slug}/book.json`, json(book));
  await workspace.write(`books/${slug}/cast.json`, json({ narrator: { voice: 'rehearsal' } }));
  await workspace.write(`books/${slug}/lexicon.json`, json({}));
  for (const [folder, text] of Object.entries(smallBook.chapters)) {
    await workspace.write(`books/${slug}/chapters/${folder}/text.md`, text);
  }
}
