import { codeClosure } from './code-closure.ts';

/** The cached targets, whose executors are among their inputs. */
export const cachedTargets = [
  'contents',
  'script',
  'synthesize',
  'encode',
  'assemble',
  'publish',
] as const;

/** nx.json's named inputs for the targets' own code, as the imports are now. */
export function declaredCode(workspace: string): Record<string, string[]> {
  return Object.fromEntries(
    cachedTargets.map((target) => {
      const { files } = codeClosure(workspace, `tools/nx-audiobook/src/executors/${target}.ts`);
      return [`${target}Code`, files.map((file) => `{workspaceRoot}/${file}`)];
    }),
  );
}
