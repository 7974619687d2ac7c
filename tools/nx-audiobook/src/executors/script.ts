import { mkdirSync, writeFileSync } from 'node:fs';
export default async function script(options: unknown, context: any) {
  const root = `${context.root}/dist/${context.projectsConfigurations.projects[context.projectName].root}`;
  mkdirSync(root, { recursive: true });
  writeFileSync(`${root}/segments.json`, '{}');
  console.log('ran', context.projectName, context.targetName, options, process.version);
  return { success: true };
}
