import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { describeFailure } from '@audiobook/model/failure';
import { RunSummary } from '@audiobook/model/run-record';
import { execaSync } from 'execa';
import { processesOf } from './processes.ts';
import { type Finished, finished, type NxProcess, startNx } from './start-nx.ts';

/** The repository that workspaces are made from. */
export const repository = join(import.meta.dirname, '..', '..');

/** Variables of whoever runs the tests: of Nx and Vitest themselves, and of a cache server, which tests are not to fill. */
const foreign =
  /^(VITEST|NODE_OPTIONS|NX_TASK|NX_CLI|NX_SELF_HOSTED|NX_SKIP_REMOTE|AUDIOBOOK_(RUN|SHARED_TAKES|CACHE_TOKEN|SPEAK|SAMPLES|BUDGET|DRAFT)$)/;

/** A workspace of its own in a temporary folder, with an empty Nx cache and an empty take store. */
export interface Workspace {
  root: string;
  /** The environment that its commands get; tests may add to it. */
  env: NodeJS.ProcessEnv;
  nx(...args: string[]): Promise<Finished>;
  /** Starts Nx and does not wait for it. */
  start(...args: string[]): NxProcess;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<string>;
  json(path: string): Promise<unknown>;
  /** Reads a file of the repository that the workspace was made from. */
  readRepository(path: string): Promise<string>;
  readRepositoryBytes(path: string): Promise<Uint8Array>;
  /** Changes a text file. */
  edit(path: string, change: (content: string) => string): Promise<void>;
  /** What the last Nx run did. */
  summary(): Promise<RunSummary>;
  remove(): Promise<void>;
}

export interface WorkspaceOptions {
  /** Folder of the take store; by default one of the workspace's own. */
  takes?: string;
}

/**
 * Makes a workspace of this repository's code without its books. Its packages are copies, so that
 * Nx sees it as a clone; what npm installed is linked.
 */
export function makeWorkspace(options: WorkspaceOptions = {}): Workspace {
  const home = mkdtempSync(join(tmpdir(), 'audiobook-test-'));
  const root = join(home, 'workspace');
  copyRepository(root);
  linkPackages(root);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NX_CACHE_DIRECTORY: join(home, 'nx-cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(home, 'nx-data'),
    AUDIOBOOK_TAKES: options.takes ?? join(home, 'takes'),
    CI: 'true',
  };
  for (const name of Object.keys(env)) if (foreign.test(name)) delete env[name];
  const start = (...args: string[]) => startNx(root, env, args);
  return {
    root,
    env,
    start,
    nx: (...args) => finished(start(...args)),
    async write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    readRepository: (path) => readFile(join(repository, path), 'utf8'),
    readRepositoryBytes: (path) => readFile(join(repository, path)),
    json: async (path) => JSON.parse(await readFile(join(root, path), 'utf8')),
    async edit(path, change) {
      await writeFile(join(root, path), change(await readFile(join(root, path), 'utf8')));
    },
    summary: async () =>
      RunSummary.parse(
        JSON.parse(await readFile(join(root, '.audiobook', 'runs', 'latest.json'), 'utf8')),
      ),
    async remove() {
      await endGateway(root);
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Stops the workspace's gateway, and sees that it and its folder are gone. */
async function endGateway(root: string): Promise<void> {
  const place = gatewayPlace(root);
  if (!place.ok) throw new Error(describeFailure(place.failure));
  const stopped = await stopGateway(root, new AbortController().signal);
  if (!stopped.ok) throw new Error(describeFailure(stopped.failure));
  // One that ended by itself a moment ago listens no more, and is still there.
  const began = performance.now();
  while (processesOf({ root }).some(({ kind }) => kind === 'gateway')) {
    if (performance.now() - began > 10_000) throw new Error(`a gateway of ${root} does not end`);
    await delay(50);
  }
  await rm(place.value.folder, { recursive: true, force: true });
}

function copyRepository(root: string): void {
  const listed = ['.env', '.gitignore', '*.json', 'libs', 'tools', 'voices', 'gpu-runner'];
  const { stdout: files } = execaSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '--', ...listed],
    { cwd: repository },
  );
  // A pool of the developer's own would speak for the tests.
  const unwanted = /^$|^(books|test)\/|^gpu-runner\/pool\.json$/;
  const wanted = files.split('\n').filter((file) => !unwanted.test(file));
  for (const file of wanted) cpSync(join(repository, file), join(root, file));
}

function linkPackages(root: string): void {
  const [from, to] = [join(repository, 'node_modules'), join(root, 'node_modules')];
  mkdirSync(join(to, '@audiobook'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@audiobook' && !name.startsWith('.cache')) {
      symlinkSync(join(from, name), join(to, name));
    }
  }
  for (const folder of ['libs', 'tools']) {
    for (const name of readdirSync(join(root, folder))) {
      const packageName = name === 'nx-audiobook' ? 'nx' : name;
      symlinkSync(join(root, folder, name), join(to, '@audiobook', packageName));
    }
  }
}
