import { dirname } from 'node:path';
import type { CreateNodes } from '@nx/devkit';
export const createNodes: CreateNodes = [
  'books/*/chapters/*/text.md',
  (files) =>
    files.map((file) => {
      const root = dirname(file);
      const [, slug = '', , folder = ''] = root.split('/');
      return [
        file,
        {
          projects: {
            [root]: {
              name: `${slug}-${folder.slice(0, 2)}`,
              tags: [`book:${slug}`],
              targets: {
                script: {
                  executor: '@audiobook/nx:script',
                  cache: true,
                  outputs: [`{workspaceRoot}/dist/${root}/segments.json`],
                  inputs: ['{projectRoot}/text.md', { externalDependencies: ['zod'] }],
                },
                assemble: {
                  executor: '@audiobook/nx:script',
                  dependsOn: ['script'],
                  cache: true,
                  options: { of: process.env['XN'] },
                  outputs: [`{workspaceRoot}/dist/${root}/x.json`],
                  inputs: [{ dependentTasksOutputFiles: '**/segments.json' }, { externalDependencies: ['zod'] }],
                },
              },
            },
          },
        },
      ] as const;
    }),
];
