import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startNx } from '../rig/start-nx.ts';
import type { Workspace } from '../rig/workspace.ts';

/** What is bare about a workspace: Nx, files, and an executor that does nothing but write files. */
export interface BareWorkspace extends Pick<Workspace, 'root' | 'start'> {
  remove(): void;
}

type Target = 'script' | 'synthesize' | 'encode' | 'assemble' | 'contents' | 'publish';

/** Which target writes a file of dist/, by the file's name. */
const writers: readonly (readonly [RegExp, Target])[] = [
  [/^(segments|layout|pauses)\.json$/, 'script'],
  [/^(speech.*\.flac|takes\.json|speech\.json)$/, 'synthesize'],
  [/^(audio\.(mp3|aac)|timeline\.json)$/, 'encode'],
  [/^(\d.*\.mp3|.*\.vtt|chapter\.json)$/, 'assemble'],
  [/^contents\.json$/, 'contents'],
  [/\.(m4b|m3u8)$/, 'publish'],
];

/** The task graph of a chapter, and that of a book, as the plugin infers them. */
const chapterGraph = (slug: string) => ({
  script: [],
  synthesize: ['script'],
  encode: ['script', 'synthesize'],
  assemble: ['script', 'encode', { projects: [slug], target: 'contents' }],
});
const bookGraph = { contents: [], publish: ['contents', '^assemble'] };

/** The executor for one task, and for many in one process (Nx's batch mode). */
const executor = `const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const write = ({ root, projectsConfigurations }, project, target) => {
  const folder = join(root, projectsConfigurations.projects[project].root);
  const { [target]: files } = JSON.parse(readFileSync(join(folder, 'sizes.json'), 'utf8'));
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), Buffer.alloc(bytes, file + target));
  }
  return { success: true };
};
module.exports.one = async (_options, context) =>
  write(context, context.projectName, context.targetName);
module.exports.many = async ({ tasks }, _inputs, _overrides, context) =>
  Object.fromEntries(
    Object.values(tasks).map(({ id, target: { project, target } }) => [
      id,
      { ...write(context, project, target), terminalOutput: \`\\n> nx run \${id}\\n\\n\` },
    ]),
  );
`;

/**
 * A workspace with the projects, the task graph, the sources and the outputs (their number and
 * sizes) of a published book, and nothing else: project.json files, Nx's own default inputs, no
 * plugin and no hooks.
 */
export function makeBareWorkspace(model: Workspace, slug: string): BareWorkspace {
  const home = mkdtempSync(join(tmpdir(), 'audiobook-bare-'));
  const root = join(home, 'workspace');
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    writeFileSync(join(root, path), text);
  };
  linkPackages(root, model.root);
  cpSync(join(model.root, 'package-lock.json'), join(root, 'package-lock.json'));
  write('package.json', { name: 'bare', version: '0.1.0', private: true, type: 'module' });
  write('.gitignore', 'node_modules/\ndist/\n.nx/\n');
  write('nx.json', {
    analytics: false,
    neverConnectToCloud: true,
    useDaemonProcess: false,
    tui: { enabled: false },
  });
  write('tools/bare/package.json', {
    name: 'bare',
    version: '0.1.0',
    executors: './executors.json',
  });
  write('tools/bare/executors.json', {
    executors: {
      write: {
        implementation: './write.cjs#one',
        batchImplementation: './write.cjs#many',
        schema: './schema.json',
      },
    },
  });
  write('tools/bare/schema.json', { type: 'object', properties: {} });
  write('tools/bare/write.cjs', executor);

  const folders = readdirSync(join(model.root, 'books', slug, 'chapters')).sort();
  const names = folders.map((folder) => `${slug}-${Number.parseInt(folder, 10)}`);
  for (const [index, folder] of folders.entries()) {
    const source = `books/${slug}/chapters/${folder}`;
    const sizes = sizesOf(model.root, `dist/${source}`);
    write(`${source}/sizes.json`, sizes);
    write(`${source}/project.json`, {
      name: names[index],
      targets: targetsOf(chapterGraph(slug), sizes),
    });
    cpSync(join(model.root, source, 'text.md'), join(root, source, 'text.md'));
  }
  const sizes = sizesOf(model.root, `dist/books/${slug}`);
  write(`books/${slug}/sizes.json`, sizes);
  write(`books/${slug}/project.json`, {
    name: slug,
    implicitDependencies: names,
    targets: targetsOf(bookGraph, sizes),
  });

  const env: NodeJS.ProcessEnv = {
    ...model.env,
    NX_CACHE_DIRECTORY: join(home, 'nx-cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(home, 'nx-data'),
  };
  return {
    root,
    start: (...args) => startNx(root, env, args),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

type Sizes = Partial<Record<Target, Record<string, number>>>;

/** Files of a folder of dist/ with their bytes, by the target that writes them. */
function sizesOf(root: string, folder: string): Sizes {
  const sizes: Sizes = {};
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const writer = writers.find(([pattern]) => pattern.test(entry.name))?.[1];
    if (writer === undefined) throw new Error(`no target is known to write ${entry.name}`);
    const file = `${folder}/${entry.name}`;
    sizes[writer] = { ...sizes[writer], [file]: statSync(join(root, file)).size };
  }
  return sizes;
}

function targetsOf(graph: Record<string, readonly unknown[]>, sizes: Sizes) {
  return Object.fromEntries(
    Object.entries(graph).map(([target, dependsOn]) => {
      const files = Object.keys(sizes[target as Target] ?? {});
      const outputs = files.map((file) => `{workspaceRoot}/${file}`);
      return [target, { executor: 'bare:write', cache: true, dependsOn, outputs }];
    }),
  );
}

/** Links what npm installed for the model workspace, but none of the model's own packages. */
function linkPackages(root: string, from: string): void {
  const to = join(root, 'node_modules');
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(join(from, 'node_modules'))) {
    if (name !== '@audiobook') symlinkSync(join(from, 'node_modules', name), join(to, name));
  }
  mkdirSync(join(root, 'tools', 'bare'), { recursive: true });
  symlinkSync(join(root, 'tools', 'bare'), join(to, 'bare'));
}
