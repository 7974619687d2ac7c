import { describe, expect, it } from 'vitest';
import { githubServer } from '../testing/github-server.ts';
import { putComment } from './put-comment.ts';

const bot = { login: 'github-actions[bot]' };

describe('putComment()', () => {
  it('writes one comment, and writes it anew the next time', async () => {
    const github = await githubServer();
    github.comments.push({ id: 1, body: 'Nice!', user: { login: 'reader' } });
    const env = github.env({});
    expect(await putComment(7, '### One', env)).toEqual({ ok: true, value: 'written' });
    expect(await putComment(7, '### Two', env)).toEqual({ ok: true, value: 'renewed' });
    expect(github.comments.map(({ body }) => body)).toEqual([
      'Nice!',
      '<!-- the plan of this pull request -->\n### Two',
    ]);
  });

  it('finds it behind many others', async () => {
    const github = await githubServer();
    await putComment(7, '### One', github.env({}));
    const talk = Array.from({ length: 230 }, (_, id) => ({
      ...{ id, body: 'Talk.', user: { login: 'reader' } },
    }));
    github.comments.unshift(...talk);
    expect(await putComment(7, '### Two', github.env({}))).toMatchObject({ value: 'renewed' });
    expect(github.comments).toHaveLength(231);
  });

  it('touches nobody else’s, whatever they wrote', async () => {
    const github = await githubServer();
    const body = '<!-- the plan of this pull request -->\nMine.';
    github.comments.push({ id: 1, body, user: { login: 'reader' } });
    github.comments.push({ id: 2, body: `Look: ${body}`, user: bot });
    expect(await putComment(7, '### One', github.env({}))).toMatchObject({ value: 'written' });
    expect(github.comments.map(({ id }) => id)).toEqual([1, 2, 1_000]);
    expect(github.comments[0]?.body).toBe(body);
  });

  it('says what is missing where GitHub refuses', async () => {
    const github = await githubServer();
    const refused = { ...github.env({}), GITHUB_TOKEN: 'another' };
    expect(await putComment(7, '### One', refused)).toMatchObject({
      failure: {
        found: expect.stringContaining('GitHub answered 401 to GET'),
        remedy: expect.stringContaining('permission'),
      },
    });
  });
});
