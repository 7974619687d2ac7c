import { fail, ok, type Result } from '@audiobook/model/result';
import type { z } from 'zod';

/** A request to GitHub's REST API. */
export interface GitHubRequest<S extends z.ZodType> {
  /** What is being done, for messages. */
  doing: string;
  method?: 'GET' | 'POST' | 'PATCH';
  /** Behind `/repos/<owner>/<name>`. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** What of the answer is wanted. */
  schema: S;
}

/** Milliseconds that one answer may take. */
const limitMs = 30_000;

/**
 * Asks GitHub's REST API about the repository of this run, with the token of the job: GITHUB_API_URL, GITHUB_REPOSITORY
 * and GITHUB_TOKEN. Fails with `bad-request` where it can't be asked, or refuses.
 */
export async function askGitHub<S extends z.ZodType>(
  request: GitHubRequest<S>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<z.output<S>>> {
  const { doing, method = 'GET', path, query = {}, body, schema } = request;
  const { GITHUB_API_URL = 'https://api.github.com', GITHUB_REPOSITORY = '' } = env;
  const url = new URL(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const refuse = (found: string, remedy: string) =>
    fail({ kind: 'bad-request', doing, found, remedy });
  let answer: { status: number; text: string };
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${env.GITHUB_TOKEN ?? ''}`,
        'content-type': 'application/json',
        'user-agent': 'audiobook-ci',
        'x-github-api-version': '2022-11-28',
      },
      signal: AbortSignal.timeout(limitMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    answer = { status: response.status, text: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    const found = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return refuse(found, 'Run the job again.');
  }
  const { status, text } = answer;
  const parsed = schema.safeParse(parseJson(text));
  if (status >= 200 && status < 300 && parsed.success) return ok(parsed.data);
  const remedy =
    status === 401 || status === 403 || status === 404
      ? 'See that the job has the permission for it, and GITHUB_TOKEN among its variables.'
      : 'Run the job again.';
  return refuse(
    `GitHub answered ${status} to ${method} ${url.pathname}: ${text.slice(0, 200)}`,
    remedy,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
