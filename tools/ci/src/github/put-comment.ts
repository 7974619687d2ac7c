import { ok, type Result } from '@audiobook/model/result';
import { z } from 'zod';
import { askGitHub } from './github-api.ts';

const Comment = z.object({
  id: z.number().int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

/** By it the comment is found again; GitHub does not show it. */
const mark = '<!-- the plan of this pull request -->';

/** Whose comments the token of a workflow writes. Anybody can write the mark. */
const ourselves = 'github-actions[bot]';

/** Of so many hundreds of comments the first are looked through. */
const mostPages = 10;

/** Writes our one comment on a pull request, or writes it anew where it is there already. */
export async function putComment(
  pull: number,
  page: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<'written' | 'renewed'>> {
  const body = { body: `${mark}\n${page}` };
  const found = await findComment(pull, env);
  if (!found.ok) return found;
  const { value: id } = found;
  const doing = `writing the comment on pull request ${pull}`;
  const put =
    id === undefined
      ? ({ method: 'POST', path: `/issues/${pull}/comments` } as const)
      : ({ method: 'PATCH', path: `/issues/comments/${id}` } as const);
  const answer = await askGitHub({ doing, ...put, body, schema: Comment }, env);
  if (!answer.ok) return answer;
  return ok(id === undefined ? 'written' : 'renewed');
}

async function findComment(
  pull: number,
  env: NodeJS.ProcessEnv,
): Promise<Result<number | undefined>> {
  for (let page = 1; page <= mostPages; page++) {
    const comments = await askGitHub(
      {
        doing: `reading the comments on pull request ${pull}`,
        path: `/issues/${pull}/comments`,
        query: { per_page: '100', page: String(page) },
        schema: z.array(Comment),
      },
      env,
    );
    if (!comments.ok) return comments;
    const own = comments.value.find(
      ({ body, user }) => user?.login === ourselves && body?.startsWith(mark),
    );
    if (own !== undefined) return ok(own.id);
    if (comments.value.length < 100) break;
  }
  return ok(undefined);
}
