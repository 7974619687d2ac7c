import type { PostTasksExecution, PreTasksExecution } from '@nx/devkit';
export const preTasksExecution: PreTasksExecution = (_options, context) => {
  console.log('pre', context.id, context.argv);
};
export const postTasksExecution: PostTasksExecution = (_options, context) => {
  console.log('post', Object.entries(context.taskResults).map(([k, v]) => `${k} ${v.status}`).join('; '));
};
