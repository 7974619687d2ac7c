import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';

/** A state of the repository, and the folders of it that are wanted, relative to the workspace. */
export interface GitFilesRequest {
  workspace: string;
  /** A commit, branch or tag. */
  ref: string;
  folders: readonly string[];
  wanted: RegExp;
  signal: AbortSignal;
}

/** Files of a git ref by path, relative to the workspace. Touches neither the working tree nor the index. */
export async function gitFiles(request: GitFilesRequest): Promise<Result<Map<string, Buffer>>> {
  const { ref, folders, wanted } = request;
  const commit = await git(request, [
    ...['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`],
  ]);
  if (!commit.ok) return fail(noSuchRef(request, commit.said));
  const id = commit.output.toString().trim();
  const listed = await git(request, ['ls-tree', '-r', '-z', id, '--', ...folders]);
  if (!listed.ok) return fail(unreadable(request, listed.said));
  const files = filesIn(listed.output).filter(({ name }) => wanted.test(name));
  // By their ids: a name may hold what ends a line.
  const asked = files.map(({ blob }) => `${blob}\n`).join('');
  const read = await git(request, ['cat-file', '--batch'], asked);
  if (!read.ok) return fail(unreadable(request, read.said));
  return ok(
    new Map(contentsOf(read.output).map((content, at) => [files[at]?.name ?? '', content])),
  );
}

/** What `ls-tree` lists: `<mode> blob <id>`, a tab and the name of each file. */
function filesIn(output: Buffer): { name: string; blob: string }[] {
  const lines = output.toString().split('\0');
  return lines.flatMap((line) => {
    const [, blob, name] = /^100\d{3} blob (\S+)\t(.*)$/s.exec(line) ?? [];
    return blob === undefined || name === undefined ? [] : [{ name, blob }];
  });
}

/** What `cat-file --batch` answers: for each object `<id> blob <bytes>`, its content, and a line break. */
function contentsOf(output: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const bytes = Number(output.toString('utf8', at, end).split(' ')[2]);
    contents.push(output.subarray(end + 1, end + 1 + bytes));
    at = end + 1 + bytes + 1;
  }
  return contents;
}

type GitAnswer = { ok: true; output: Buffer } | { ok: false; said: string };

async function git(
  { workspace, signal }: GitFilesRequest,
  args: readonly string[],
  input = '',
): Promise<GitAnswer> {
  const child = spawn('git', args, { cwd: workspace, stdio: 'pipe', signal });
  const [output, said] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    const [code] = await once(child, 'close');
    return code === 0
      ? { ok: true, output: Buffer.concat(output) }
      : { ok: false, said: Buffer.concat(said).toString().trim() };
  } catch (error) {
    return { ok: false, said: (error as Error).message };
  }
}

function collect(stream: NodeJS.ReadableStream): Buffer[] {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  return pieces;
}

function noSuchRef({ ref, signal }: GitFilesRequest, said: string): Failure {
  if (signal.aborted)
    return { kind: 'cancelled', doing: `reading the books as they were at ${ref}` };
  if (/not a git repository/.test(said)) {
    const doing = `reading the books as they were at ${ref}`;
    const remedy =
      'Plan so in a clone, or in a folder where git init and a first commit were done.';
    return { kind: 'bad-request', doing, found: said, remedy };
  }
  return {
    kind: 'bad-request',
    doing: `reading the books as they were at ${ref}`,
    found: said === '' ? `git knows no commit of the name “${ref}”` : said,
    remedy:
      'Name a commit, branch or tag that this clone has. A shallow clone, as CI makes it, may have to fetch it first: git fetch --unshallow',
  };
}

function unreadable({ ref, signal }: GitFilesRequest, said: string): Failure {
  const doing = `reading the books as they were at ${ref}`;
  if (signal.aborted) return { kind: 'cancelled', doing };
  return { kind: 'bad-request', doing, found: said, remedy: 'See that `git log` works here.' };
}
