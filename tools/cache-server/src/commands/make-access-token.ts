import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type Chosen, configure } from '../configure.ts';
import { Scope } from '../scope.ts';
import { signingKey } from '../signing-key.ts';
import { type Access, makeToken } from '../token.ts';
import { Writer } from '../writer.ts';

const doing = 'making a token';
const usualDays = 365;
const mostDays = 3_650;

export interface TokenOptions extends Chosen {
  writer?: string | undefined;
  /** Which it reads and writes; without it, it only reads. */
  scope?: string | undefined;
  /** Which it reads besides, parted by commas. */
  reads?: string | undefined;
  days?: string | undefined;
  /** A file for the token, in place of the terminal. */
  out?: string | undefined;
}

/** Makes a token, and prints it or writes it to a file of the user's alone. */
export async function makeAccessToken(options: TokenOptions): Promise<Result<undefined>> {
  const access = accessOf(options);
  if (!access.ok) return access;
  const configured = await configure(options);
  if (!configured.ok) return configured;
  const { data, store } = configured.value;
  const problem = await store.prepare();
  if (problem !== undefined) return bad(`${store.place}: ${problem}`, 'Correct cache-server.json.');
  if (await store.isRevoked(access.value.writer)) {
    return bad(
      `${access.value.writer} was revoked, and is for good`,
      'Give the writer another name: --writer=main-ci-2.',
    );
  }
  const key = await signingKey(data);
  if (!key.ok) return key;
  return await hand(makeToken(access.value, key.value), options.out, access.value);
}

async function hand(
  token: string,
  out: string | undefined,
  access: Access,
): Promise<Result<undefined>> {
  const until = new Date(access.expires * 1_000).toISOString().slice(0, 10);
  const writes = access.writes === null ? 'writes nothing' : `writes ${access.writes}`;
  const says = `${access.writer}: reads ${access.reads.join(', then ')}; ${writes}; until ${until}`;
  if (out === undefined) {
    console.error(says);
    console.log(token);
    return ok();
  }
  const file = resolve(out);
  try {
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    return bad((error as Error).message, 'Name a file that is not there yet: --out=.');
  }
  console.error(`${says}\nIt is in ${file}`);
  return ok();
}

function accessOf(options: TokenOptions): Result<Access> {
  const writer = Writer.safeParse(options.writer ?? '');
  if (!writer.success)
    return bad(
      `--writer="${options.writer ?? ''}": ${whyOf(writer)}`,
      'Name who writes: --writer=main-ci.',
    );
  const scopes: Scope[] = [];
  const named = [options.scope, ...(options.reads?.split(',') ?? [])];
  for (const name of named.filter((one) => one !== undefined)) {
    const scope = Scope.safeParse(name.trim());
    if (!scope.success) return bad(`"${name}": ${whyOf(scope)}`, 'Correct --scope= or --reads=.');
    if (!scopes.includes(scope.data)) scopes.push(scope.data);
  }
  if (scopes.length === 0)
    return bad(
      'it would read and write nothing',
      'Add --scope=main, or --reads=main for one that only reads.',
    );
  const days = Number(options.days ?? usualDays);
  if (!(days > 0 && days <= mostDays)) {
    return bad(`--days="${options.days}"`, `Give a number of days, at most ${mostDays}.`);
  }
  return ok({
    writer: writer.data,
    reads: scopes,
    writes: options.scope === undefined ? null : (scopes[0] ?? null),
    expires: Math.floor(Date.now() / 1_000 + days * 24 * 60 * 60),
  });
}

function whyOf(parsed: { error?: { issues: { message: string }[] } }): string {
  return parsed.error?.issues[0]?.message ?? 'it is wrong';
}

function bad(found: string, remedy: string) {
  return fail({ kind: 'bad-request', doing, found, remedy });
}
