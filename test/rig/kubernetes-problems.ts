import ts from 'typescript';
import { repository } from './workspace.ts';

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

interface Model {
  validate(): void;
}

/** A package of models and JSON schemas that are generated from the API's own OpenAPI. */
const models = 'kubernetes-models';

/**
 * What Kubernetes' API would refuse of manifests, or pass over in silence: its JSON schemas say which values are
 * wrong, and the types that come from the same source which fields there are not.
 */
export async function problemsOf(manifests: readonly Manifest[]): Promise<string[]> {
  const wrong = await Promise.all(manifests.map(valueProblems));
  return [...wrong.flat(), ...fieldProblems(manifests)];
}

function moduleOf({ apiVersion, kind }: Manifest): string {
  return `${models}/${apiVersion}/${kind}`;
}

async function valueProblems(manifest: Manifest): Promise<string[]> {
  const { kind, metadata } = manifest;
  const name = moduleOf(manifest);
  const found = await import(name).catch(() => undefined);
  const Kind: (new (data: Manifest) => Model) | undefined = found?.[kind];
  if (Kind === undefined) return [`there is no ${name}`];
  try {
    new Kind(manifest).validate();
    return [];
  } catch (error) {
    return [`${kind} ${metadata.name}: ${(error as Error).message}`];
  }
}

/** The manifests as a program: TypeScript says of literals which fields their types don't have. */
function fieldProblems(manifests: readonly Manifest[]): string[] {
  const file = `${repository}/test/rig/manifests-as-literals.ts`;
  const text = manifests.map(
    (manifest, at) =>
      `export const _${at}: import('${moduleOf(manifest)}').I${manifest.kind} = ${JSON.stringify(manifest)};`,
  );
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  };
  const host = ts.createCompilerHost(options);
  const source = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text.join('\n'), ts.ScriptTarget.ES2022)
      : source(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
