import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

interface Comment {
  id: number;
  body: string;
  user: { login: string };
}

/** What GitHub knows of the repository `reader/library`, and what it was asked to write. */
export interface GitHubServer {
  pulls: unknown[];
  /** Of pull request 7. */
  comments: Comment[];
  /** Commits with which the workflow succeeded, the newest first. */
  succeeded: string[];
  /** Answers every request with this status, where it is set. */
  refuses?: number;
  /** Method, path and query of each request. */
  asked: string[];
  /** What a job gets, with an event of this content. */
  env(event: unknown, name?: string): NodeJS.ProcessEnv;
}

/** A server of that part of GitHub's REST API which the programs here use; gone when the test is. */
export async function githubServer(): Promise<GitHubServer> {
  const state: GitHubServer = { pulls: [], comments: [], succeeded: [], asked: [], env };
  const folder = mkdtempSync(join(tmpdir(), 'github-'));
  const server = createServer(async (request, response) => {
    state.asked.push(`${request.method} ${request.url}`);
    const { status, answer } = answerTo(state, request, await bodyOf(request));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return state;

  function env(event: unknown, name = 'push'): NodeJS.ProcessEnv {
    const file = join(folder, 'event.json');
    writeFileSync(file, JSON.stringify(event));
    return {
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: file,
      GITHUB_REF_NAME: 'main',
      GITHUB_REPOSITORY: 'reader/library',
      GITHUB_TOKEN: 'a-token',
      GITHUB_WORKFLOW_REF: 'reader/library/.github/workflows/regenerate.yml@refs/heads/main',
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<{ body?: string }> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  return text === '' ? {} : JSON.parse(text);
}

function answerTo(
  state: GitHubServer,
  { method = '', url = '', headers }: IncomingMessage,
  { body = '' }: { body?: string },
): { status: number; answer: unknown } {
  const { pathname, searchParams } = new URL(url, 'http://github');
  if (state.refuses !== undefined) return { status: state.refuses, answer: { message: 'No.' } };
  if (headers.authorization !== 'Bearer a-token') return { status: 401, answer: {} };
  const path = pathname.replace('/repos/reader/library', '');
  const page = Number(searchParams.get('page') ?? 1);
  switch (`${method} ${path.replace(/comments\/\d+$/, 'comments/:id')}`) {
    case 'GET /actions/workflows/regenerate.yml/runs': {
      const runs = state.succeeded.map((head_sha) => ({ head_sha }));
      return { status: 200, answer: { total_count: runs.length, workflow_runs: runs } };
    }
    case 'GET /pulls':
      return { status: 200, answer: state.pulls };
    case 'GET /issues/7/comments':
      return { status: 200, answer: state.comments.slice(100 * (page - 1), 100 * page) };
    case 'POST /issues/7/comments': {
      const written = { id: 1_000, body, user: { login: 'github-actions[bot]' } };
      state.comments.push(written);
      return { status: 201, answer: written };
    }
    case 'PATCH /issues/comments/:id': {
      const id = Number(path.split('/').at(-1));
      const comment = state.comments.find((one) => one.id === id);
      if (comment === undefined) return { status: 404, answer: {} };
      comment.body = body;
      return { status: 200, answer: comment };
    }
    default:
      return { status: 404, answer: { message: 'Not Found' } };
  }
}
