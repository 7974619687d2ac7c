import type { ProjectConfiguration } from '@nx/devkit';
import { tagFields } from './tag-fields.ts';

type Targets = NonNullable<ProjectConfiguration['targets']>;

/**
 * A chapter's targets. Each declares the files and fields that it reads and no more, and reads no
 * audio as an input: the JSON files beside the audio hold its digests and stand for it.
 *
 * Nothing here may depend on what other chapters there are: Nx hashes a project's whole
 * configuration into each of its tasks.
 */
export function chapterTargets(slug: string, root: string): Targets {
  const book = `{workspaceRoot}/books/${slug}`;
  const output = `{workspaceRoot}/dist/${root}`;
  return {
    script: {
      executor: '@audiobook/nx:script',
      cache: true,
      inputs: [
        '{projectRoot}/text.md',
        '{projectRoot}/corrections.json',
        `${book}/cast.json`,
        `${book}/lexicon.json`,
        '{workspaceRoot}/books/lexicon.json',
        `${book}/takes.lock.json`,
        '{workspaceRoot}/voices/*/voice.json',
        { json: `${book}/book.json`, fields: ['language', 'models', 'pauses'] },
        'scriptCode',
        { externalDependencies: ['node', 'zod', 'jsonc-parser', 're2js', 'n2words'] },
      ],
      outputs: ['segments', 'layout', 'pauses'].map((name) => `${output}/${name}.json`),
      metadata: { description: 'Writes the chapter as segments with voices and pauses' },
    },
    synthesize: {
      executor: '@audiobook/nx:synthesize',
      cache: true,
      dependsOn: ['script'],
      // The engine is named by segments.json: its package is no input, or upgrading it would make
      // chapters dirty whose book pins the earlier model.
      inputs: [
        { dependentTasksOutputFiles: '**/segments.json' },
        { env: 'AUDIOBOOK_DRAFT' },
        'synthesizeCode',
        { externalDependencies: ['zod', 'jsonc-parser', 'fluent-ffmpeg'] },
      ],
      outputs: [
        ...['speech.flac', 'speech'],
        ...['takes', 'spoken', 'writers', 'speech'].map((name) => `${name}.json`),
      ].map((name) => `${output}/${name}`),
      metadata: { description: 'Speaks what has no take yet' },
    },
    encode: {
      executor: '@audiobook/nx:encode',
      cache: true,
      dependsOn: ['script', 'synthesize'],
      inputs: [
        { dependentTasksOutputFiles: '**/{takes,pauses}.json' },
        { json: `${book}/book.json`, fields: ['loudness'] },
        'encodeCode',
        { externalDependencies: ['zod', 'jsonc-parser', 'fluent-ffmpeg'] },
      ],
      outputs: ['audio.mp3', 'audio.aac', 'timeline.json'].map((name) => `${output}/${name}`),
      metadata: { description: 'Encodes the chapter with its pauses at one loudness' },
    },
    assemble: {
      executor: '@audiobook/nx:assemble',
      cache: true,
      dependsOn: ['script', 'encode', { projects: [slug], target: 'contents' }],
      inputs: [
        { dependentTasksOutputFiles: '**/{layout,timeline,contents}.json' },
        { json: `${book}/book.json`, fields: tagFields },
        `${book}/cover.{jpg,jpeg,png}`,
        'assembleCode',
        { externalDependencies: ['zod', 'jsonc-parser', 'node-id3'] },
      ],
      outputs: [`${output}/[0-9]*.mp3`, `${output}/*.vtt`, `${output}/chapter.json`],
      metadata: { description: 'Makes the tagged MP3 and its subtitles' },
    },
    retake: {
      executor: '@audiobook/nx:retake',
      dependsOn: ['script'],
      metadata: { description: 'Speaks a segment again to choose from, or keeps one of the takes' },
    },
  };
}
