import { ok } from '@audiobook/model/result';
import { describe, expect, it } from 'vitest';
import { expectingStoreFailures } from './store-failure.ts';

const expected = { doing: 'keeping a take in the take store', file: '/takes' };

/** An error as Node's fs throws it. */
function systemError(code: string, path?: string): Error {
  const error = Object.assign(new Error(`${code}: went wrong`), { code, syscall: 'write' });
  return path === undefined ? error : Object.assign(error, { path });
}

function failingWith(error: Error) {
  return expectingStoreFailures(expected, () => Promise.reject(error));
}

describe('expectingStoreFailures()', () => {
  it('passes on what the work returns', async () => {
    expect(await expectingStoreFailures(expected, async () => ok(7))).toEqual({
      ok: true,
      value: 7,
    });
  });

  it.each([
    ['ENOSPC', 'the disk is full (ENOSPC)', /takes:prune.*AUDIOBOOK_TAKES/],
    ['EDQUOT', "this user's share of the disk is used up (EDQUOT)", /takes:prune.*AUDIOBOOK_TAKES/],
    ['EROFS', 'the disk is read-only (EROFS)', /writable.*AUDIOBOOK_TAKES/],
    ['EACCES', 'this user may not do that here (EACCES)', /writable.*AUDIOBOOK_TAKES/],
    ['EMFILE', 'this process has too many files open (EMFILE)', /ulimit -n/],
    ['ESTALE', 'ESTALE', /AUDIOBOOK_TAKES/],
  ])('says what to do about %s', async (code, found, remedy) => {
    expect(await failingWith(systemError(code))).toEqual({
      ok: false,
      failure: { kind: 'bad-file', ...expected, found, remedy: expect.stringMatching(remedy) },
    });
  });

  it('names the file that the error names', async () => {
    expect(await failingWith(systemError('EACCES', '/takes/ab/x.wav'))).toMatchObject({
      failure: { file: '/takes/ab/x.wav' },
    });
  });

  it('throws a bug again', async () => {
    await expect(failingWith(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});
