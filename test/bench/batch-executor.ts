import type { Workspace } from '../rig/workspace.ts';

/**
 * Runs the tasks of one executor in one process. The chapters are all the same: what the first one's
 * stage made, by the executor's own code, is what the others' would make, to the byte.
 */
const batch = `import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const made = {
  script: ['segments.json', 'layout.json', 'pauses.json'],
  synthesize: ['speech.flac', 'takes.json', 'speech.json'],
  encode: ['audio.mp3', 'audio.aac', 'timeline.json'],
};

export default async function* runBatch({ tasks }, _inputs, _overrides, context) {
  let first;
  for (const { id, target } of Object.values(tasks)) {
    const { root } = context.projectsConfigurations.projects[target.project];
    const folder = join(context.root, 'dist', root);
    let success = true;
    if (first !== undefined && made[target.target] !== undefined) {
      mkdirSync(folder, { recursive: true });
      for (const file of made[target.target]) cpSync(join(first, file), join(folder, file));
    } else {
      const { default: executor } = await import(\`./\${target.target}.ts\`);
      const task = { ...context, projectName: target.project, targetName: target.target };
      ({ success } = await executor({}, task));
      first = folder;
    }
    yield { task: id, result: { success, terminalOutput: \`\\n> nx run \${id}\\n\\n\` } };
  }
}
`;

const folder = 'tools/nx-audiobook';

/**
 * Teaches the executors of a workspace whose chapters are all the same Nx's batch mode: a thousand
 * tasks in one process instead of a thousand, and each stage done once. What Nx then has in its cache
 * is what it has otherwise, hours earlier.
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
