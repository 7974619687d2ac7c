import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { TakeServerDouble } from '@audiobook/takes/testing/take-server-double';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { githubServer } from '../tools/ci/src/testing/github-server.ts';
import { addSmallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** What a voice is made from that nobody speaks with here. */
const annaSample = 'A recording of Anna.';
let workspace: Workspace;
let publisher: Workspace;

beforeAll(async () => {
  [workspace, publisher] = [makeWorkspace(), makeWorkspace()];
  for (const one of [workspace, publisher]) {
    await addSmallBook(one);
    await addSmallBook(one, 'other');
    // Two chapters and one are enough.
    const unneeded = ['lamp/chapters/03-the-end', 'other/chapters/01-the-harbour'];
    for (const folder of [...unneeded, 'other/chapters/02-the-lamp']) {
      await rm(join(one.root, 'books', folder), { recursive: true });
    }
  }
  const sample = {
    sha256: createHash('sha256').update(annaSample).digest('hex'),
    ...{ licence: 'CC0', consent: 'Nobody speaks in it.' },
  };
  const anna = JSON.stringify({ engine: 'chatterbox', sample });
  await workspace.write('voices/anna/voice.json', anna);
  await workspace.write('../samples/anna/sample.wav', annaSample);
  for (const one of [workspace, publisher]) {
    git(one, 'init', '--quiet', '--initial-branch=main');
    commit('books', one);
  }
});
afterAll(() => Promise.all([workspace.remove(), publisher.remove()]));

function git({ root }: Workspace, ...args: string[]): string {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.org'];
  return execaSync('git', [...author, ...args], { cwd: root }).stdout;
}

/** Commits all that has changed; returns the commit. */
function commit(message: string, on = workspace): string {
  git(on, 'add', '--all');
  git(on, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(on, 'rev-parse', 'HEAD');
}

/** Runs a script of tools/ci as a workflow's step does. */
async function step(on: Workspace, script: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const { exitCode, all, stdout } = await execa(join(on.root, 'tools/ci', script), args, {
    ...{ cwd: on.root, reject: false, all: true, extendEnv: false },
    env: { ...on.env, ...env },
  });
  return { code: exitCode, output: all, stdout };
}

/** The files that GitHub gives a job to write what it came to. */
async function outputs(on: Workspace) {
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'] as const;
  const env = Object.fromEntries(files.map((name) => [name, join(on.root, '..', name)]));
  for (const file of Object.values(env)) await rm(file, { force: true });
  const read = (name: (typeof files)[number]) => readFile(env[name] ?? '', 'utf8').catch(() => '');
  return { env, read };
}

const lampText = 'books/lamp/chapters/02-the-lamp/text.md';
const grey = (text: string) => text.replace('bright day', 'grey day');

test('the books that a push touched', async () => {
  const affected = async (base: string) => {
    const program = join(workspace.root, 'tools/ci/src/programs/affected-books.ts');
    const PATH = `${join(workspace.root, 'node_modules/.bin')}:${process.env.PATH}`;
    const env = { ...workspace.env, PATH };
    const options = { cwd: workspace.root, extendEnv: false, reject: false, env } as const;
    const { stdout, stderr, exitCode } = await execa(process.execPath, [program, base], options);
    return exitCode === 0 ? stdout : stderr;
  };
  const books = git(workspace, 'rev-parse', 'HEAD');
  for (const slug of ['gone', 'untouched']) await addSmallBook(workspace, slug);
  const more = commit('two more books');
  await workspace.write('README.md', 'Words.\n');
  await workspace.write('books/README.md', 'Words.\n');
  const words = commit('outside of all books');
  expect(await affected(more)).toBe('');
  expect(await affected('')).toBe('gone,lamp,other,untouched');

  await workspace.edit(lampText, grey);
  commit('one chapter');
  git(workspace, 'mv', 'books/other/chapters/03-the-end', 'books/other/chapters/03-the-morning');
  await rm(join(workspace.root, 'books/gone'), { recursive: true });
  const edited = commit('in the same push a chapter is renamed, and a book goes');
  expect(await affected(words)).toBe('lamp,other');

  const voice = 'voices/rehearsal/voice.json';
  await workspace.edit(voice, (text) => text.replace('{', '{\n'));
  const recast = commit('a voice');
  expect(await affected(edited)).toBe('lamp,other,untouched');
  await workspace.write('books/lexicon.json', '{ "Anna": "Ahna" }');
  commit('the lexicon that all books share');
  expect(await affected(recast)).toBe('lamp,other,untouched');

  expect(await affected('a'.repeat(40))).toMatch(
    /looking up what has changed since a{40}[\s\S]*fetch/,
  );
  git(workspace, 'reset', '--quiet', '--hard', books);
});

test('a pull request’s plan is a comment on it, and needs neither secrets nor the cache server', async () => {
  const { url, token } = { url: 'http://127.0.0.1:9', token: { env: 'AUDIOBOOK_CACHE_TOKEN' } };
  await workspace.write('audiobook.json', JSON.stringify({ sharedTakes: { url, token } }));
  const main = commit('shared takes');
  git(workspace, 'checkout', '--quiet', '-b', 'grey');
  await workspace.edit(lampText, grey);
  const book = 'books/lamp/book.json';
  await workspace.edit(book, (text) => text.replace('The Lamp', 'The `Lamp` of @everyone'));
  const head = commit('a grey day');
  git(workspace, 'checkout', '--quiet', 'main');
  await workspace.write('books/other/chapters/01-the-harbour/text.md', '# Other words\n');
  commit('main goes on');
  git(workspace, 'merge', '--quiet', '--no-ff', '--message', 'as GitHub merges it', 'grey');

  const { env, read } = await outputs(workspace);
  const planned = await step(workspace, 'github/plan-pull.sh', [], env);
  expect(planned.code, planned.output).toBe(0);
  const page = await read('GITHUB_STEP_SUMMARY');
  expect(page).toContain('| lamp-02 | 4 | 1 | 92 | 1 edited |');
  expect(page).toContain('#### lamp: `` The `Lamp` of @everyone ``');
  expect(page).not.toContain('other-01');

  const github = await githubServer();
  github.pulls = [{ number: 7, head: { sha: head, repo: { full_name: 'guest/library' } } }];
  const repository = { full_name: 'guest/library', owner: { login: 'guest' } };
  const event = {
    workflow_run: { head_sha: head, head_branch: 'grey', head_repository: repository },
  };
  const job = { ...github.env(event, 'workflow_run'), PLANS: join(workspace.root, 'plans/ci') };
  const commented = await step(workspace, 'github/comment-plan.sh', [], job);
  expect(commented.stdout).toBe('The comment on pull request 7 is written.');
  expect(github.comments.map(({ body }) => body)).toEqual([
    `<!-- the plan of this pull request -->\n${page.trimEnd()}`,
  ]);

  github.pulls = [...github.pulls, { ...(github.pulls[0] as object), number: 8 }];
  const unsure = await step(workspace, 'github/comment-plan.sh', [], job);
  expect(unsure.stdout).toMatch(/^Pull requests 7 and 8 have the commit that was planned/);
  expect(github.comments).toHaveLength(1);
  git(workspace, 'reset', '--quiet', '--hard', main);
});

test('a push is planned, spoken by agents, and published by a job that speaks nothing', async () => {
  const takes = new TakeServerDouble();
  await takes.start();
  const shared = { AUDIOBOOK_SHARED_TAKES: takes.url, AUDIOBOOK_CACHE_TOKEN: 'secret' };
  const github = await githubServer();
  const before = git(workspace, 'rev-parse', 'HEAD');
  await workspace.edit(lampText, grey);
  commit('a grey day');
  await publisher.edit(lampText, grey);
  commit('a grey day', publisher);

  const first = await outputs(workspace);
  const job = { ...shared, GITHUB_ACTIONS: 'true' };
  // Of a push that touched no book the plan is short.
  const untouched = github.env({ before: git(workspace, 'rev-parse', 'HEAD') });
  const unready = await step(workspace, 'github/plan.sh', [], {
    ...{ ...job, ...untouched, ...first.env, AUDIOBOOK_AGENTS: 'three' },
  });
  expect(unready.code).toBe(1);
  expect(unready.output).toMatch(/^::error::Failed while reading AUDIOBOOK_AGENTS.*“three”/m);
  expect(await first.read('GITHUB_STEP_SUMMARY')).toContain('Nothing');
  expect(await first.read('GITHUB_OUTPUT')).toBe('');

  const second = await outputs(workspace);
  const agents = { AUDIOBOOK_AGENTS: '3', AUDIOBOOK_BUDGET: '2' };
  const pushed = { ...job, ...github.env({ before }), ...agents, ...second.env };
  const ready = await step(workspace, 'github/plan.sh', [], pushed);
  expect(ready.code, ready.output).toBe(0);
  expect(await second.read('GITHUB_STEP_SUMMARY')).toContain('### 9 segments to speak');
  const projects = 'lamp-01,lamp-02';
  const matrix = { include: [{ name: '1 of 1', projects, budget: '2.00' }] };
  expect(await second.read('GITHUB_OUTPUT')).toBe(`books=lamp\nagents=${JSON.stringify(matrix)}\n`);

  // The agent has not come to all of it.
  const nowhere = { AUDIOBOOK_SAMPLES: join(workspace.root, '..', 'nowhere') };
  const lost = await step(workspace, 'speak.sh', ['lamp-01,other-03'], { ...shared, ...nowhere });
  expect(lost.code).toBe(1);
  expect(lost.output).toMatch(/where AUDIOBOOK_SAMPLES says[\s\S]*there is no such folder/);
  const recorded = { ...shared, AUDIOBOOK_SAMPLES: join(workspace.root, '..', 'samples') };
  const half = await step(workspace, 'speak.sh', ['lamp-01,other-03'], recorded);
  expect(half.code, half.output).toBe(0);
  expect(await workspace.read('voices/anna/sample.wav')).toBe(annaSample);
  expect(git(workspace, 'status', '--porcelain')).toBe('');
  const third = await outputs(publisher);
  const last = { ...shared, ...third.env };
  const unwhole = await step(publisher, 'github/publish.sh', ['lamp,other'], last);
  expect(unwhole.code, unwhole.output).toBe(1);
  expect(unwhole.output).toMatch(/collecting the takes of lamp-02, with AUDIOBOOK_SPEAK=0/);
  expect(unwhole.output).toMatch(/4 of 4 segments have no take here/);
  expect(unwhole.output).toMatch(/Run the agents again that failed/);
  const page = await third.read('GITHUB_STEP_SUMMARY');
  expect(page).toMatch(/^### Not everything could be made\n\nNothing was spoken/);
  expect(page).toMatch(/\n1 book published:\n\n- other: `The Lamp`, 1 chapter, /);
  expect(page).toMatch(/\n- lamp-02:synthesize: `Failed while collecting/);
  expect(existsSync(join(publisher.root, '.audiobook/gateway-folder'))).toBe(false);

  // It is run again, and speaks only what is missing.
  const none = await step(workspace, 'speak-part.sh', ['2'], shared);
  expect(none).toMatchObject({ code: 0, output: 'Nothing is left for this agent to speak.' });
  const rest = await step(workspace, 'speak-part.sh', ['1'], shared);
  expect(rest.code, rest.output).toBe(0);
  expect((await workspace.summary()).spoken).toBe(4);
  const whole = await step(publisher, 'publish.sh', ['lamp'], shared);
  expect(whole.code, whole.output).toBe(0);
  const { spoken, published, chapters } = await publisher.summary();
  expect({ spoken, books: published.map(({ slug }) => slug) }).toEqual({
    ...{ spoken: 0, books: ['lamp'] },
  });
  expect(chapters).toHaveLength(2);
  expect(existsSync(join(publisher.root, '.audiobook/gateway-folder'))).toBe(false);
});

/** What Nx says of each task: `lamp-01:encode` and how it got its result. */
function statusesIn(output: string): Map<string, string> {
  const lines = stripVTControlCharacters(output).matchAll(/> nx run (\S+:\w+) *(?:\[([^\]]+)\])?/g);
  return new Map([...lines].map(([, task = '', status = 'run']) => [task, status]));
}

test('nx affected publishes what a commit changed, and takes the rest from the base’s caches', async () => {
  // The base is what was published last.
  for (const book of ['lamp', 'other']) {
    expect(existsSync(join(publisher.root, `dist/books/${book}/The Lamp.m4b`))).toBe(true);
  }
  await publisher.edit(lampText, (text) => text.replace('grey day', 'dark day'));
  commit('a dark day', publisher);
  // As in a fresh clone, which has the base's caches alone.
  await rm(join(publisher.root, 'dist'), { recursive: true });
  const affected = await publisher.nx('affected', '-t', 'publish', '--base=HEAD~1');
  expect(affected.code, affected.output).toBe(0);

  const statuses = statusesIn(affected.output);
  const ran = [...statuses].filter(([, status]) => status === 'run').map(([task]) => task);
  expect(ran.sort()).toEqual([
    ...['lamp-02:assemble', 'lamp-02:encode', 'lamp-02:script', 'lamp-02:synthesize'],
    ...['lamp:contents', 'lamp:publish'],
  ]);
  expect([...statuses.keys()].filter((task) => task.startsWith('other'))).toEqual([]);

  const { spoken, chapters, published: again } = await publisher.summary();
  expect(spoken).toBe(1);
  expect(chapters.map(({ project, state }) => `${project} ${state}`).sort()).toEqual([
    ...['lamp-01 restored', 'lamp-02 done'],
  ]);
  expect(again.map(({ slug }) => slug)).toEqual(['lamp']);
  expect(existsSync(join(publisher.root, 'dist/books/lamp/The Lamp.m4b'))).toBe(true);
  expect(existsSync(join(publisher.root, 'dist/books/other'))).toBe(false);
});
