import type { ProjectConfiguration } from '@nx/devkit';
import { tagFields } from './tag-fields.ts';

type Targets = NonNullable<ProjectConfiguration['targets']>;

/** A book's targets; its chapters are its dependencies (`^`). */
export function bookTargets(slug: string): Targets {
  const output = `{workspaceRoot}/dist/books/${slug}`;
  return {
    contents: {
      executor: '@audiobook/nx:contents',
      cache: true,
      // A book's own files are those outside its chapters, which are projects of their own.
      inputs: [
        `{workspaceRoot}/books/${slug}/chapters/*/text.md`,
        'contentsCode',
        { externalDependencies: ['zod'] },
      ],
      outputs: [`${output}/contents.json`],
      metadata: { description: 'Lists the chapters of the book in order' },
    },
    publish: {
      executor: '@audiobook/nx:publish',
      cache: true,
      dependsOn: ['contents', '^assemble'],
      inputs: [
        { dependentTasksOutputFiles: '**/{chapter,contents}.json' },
        { json: '{projectRoot}/book.json', fields: [...tagFields, 'description'] },
        '{projectRoot}/cover.{jpg,jpeg,png}',
        'publishCode',
        { externalDependencies: ['zod', 'jsonc-parser'] },
      ],
      outputs: [`${output}/*.m4b`, `${output}/*.m3u8`, `${output}/missing.txt`],
      metadata: { description: 'Joins the chapters into one M4B and a playlist' },
    },
    where: {
      executor: '@audiobook/nx:where',
      metadata: { description: 'Says which segment is heard at a time of a chapter' },
    },
    // These read the sources themselves: a chapter without a sound script is told of, and stops nothing.
    info: {
      executor: '@audiobook/nx:info',
      metadata: { description: 'Shows what the book consists of, and how far each chapter is' },
    },
    sample: {
      executor: '@audiobook/nx:sample',
      metadata: { description: 'Speaks a few segments of the book into one MP3' },
    },
    validate: {
      executor: '@audiobook/nx:validate',
      metadata: { description: 'Finds what will sound wrong before anything is spoken' },
    },
    words: {
      executor: '@audiobook/nx:words',
      metadata: { description: 'Lists the words that are likely to be said wrong' },
    },
    status: {
      executor: '@audiobook/nx:status',
      metadata: { description: 'Shows how far the chapters of the book are' },
    },
    plan: {
      executor: '@audiobook/nx:plan',
      dependsOn: ['^script'],
      metadata: { description: 'Says what a run would speak, why, and what that takes and costs' },
    },
    shards: {
      executor: '@audiobook/nx:shards',
      dependsOn: ['^script'],
      metadata: { description: 'Deals the chapters out to agents, by what there is to speak' },
    },
    accept: {
      executor: '@audiobook/nx:accept',
      dependsOn: ['^script'],
      metadata: { description: 'Locks the takes as they are heard now: they are the book' },
    },
    pin: {
      executor: '@audiobook/nx:pin',
      metadata: { description: 'Shows what moving the book to the installed models would cost' },
    },
  };
}
