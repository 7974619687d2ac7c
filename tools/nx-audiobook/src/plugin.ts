import type { NxPlugin } from '@nx/devkit';
import { createNodes } from './create-nodes.ts';
import { postTasksExecution, preTasksExecution } from './run-hooks.ts';

/** The Nx plugin: projects inferred from `books/`, and one summary for every run. */
export default {
  name: '@audiobook/nx',
  createNodes,
  preTasksExecution,
  postTasksExecution,
} satisfies NxPlugin;
