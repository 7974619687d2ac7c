import type { Workspace } from '../rig/workspace.ts';

/** Runs the tasks of one executor in one process, each by the executor's own code. */
const batch = `export default async function* runBatch({ tasks }, _inputs, _overrides, context) {
  for (const { id, target } of Object.values(tasks)) {
    const { default: executor } = await import(\`./\${target.target}.ts\`);
    const task = { ...context, projectName: target.project, targetName: target.target };
    const result = await executor({}, task);
    yield { task: id, result: { ...result, terminalOutput: \`\\n> nx run \${id}\\n\\n\` } };
  }
}
`;

const folder = 'tools/nx-audiobook';

/**
 * Teaches a workspace's executors Nx's batch mode, which is to say: a thousand tasks in one process
 * instead of a thousand. What Nx then has in its cache is what it has otherwise, hours earlier.
 */
export async function allowBatches(workspace: Workspace): Promise<void> {
  await workspace.write(`${folder}/src/executors/batch.ts`, batch);
  await workspace.edit(`${folder}/executors.json`, (text) => {
    const { executors, ...rest } = JSON.parse(text) as { executors: Record<string, object> };
    const batchImplementation = './src/executors/batch.ts';
    const inBatches = Object.entries(executors).map(([name, executor]) => {
      return [name, { ...executor, batchImplementation }];
    });
    return JSON.stringify({ ...rest, executors: Object.fromEntries(inBatches) }, undefined, 2);
  });
}
