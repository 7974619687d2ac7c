/**
 * The cache server, and what there is to do with its store.
 *
 *     node main.ts serve  [--host=] [--port=]
 *     node main.ts token  --writer= [--scope=] [--reads=] [--days=] [--out=]
 *     node main.ts revoke --writer= [--artefacts=own]
 *     node main.ts status
 *
 * Each takes `--settings=<file>` and `--data=<folder>` too.
 */
import { parseArgs } from 'node:util';
import { describeFailure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import { makeAccessToken } from './commands/make-access-token.ts';
import { revokeWriter } from './commands/revoke-writer.ts';
import { serve } from './commands/serve.ts';
import { showStatus } from './commands/show-status.ts';

type Options = Record<string, string | undefined>;

/** Each says what it has to say itself. */
const commands: Record<
  string,
  { options: readonly string[]; run: (options: Options) => Promise<Result<undefined>> }
> = {
  serve: { options: ['host', 'port'], run: serve },
  token: { options: ['writer', 'scope', 'reads', 'days', 'out'], run: makeAccessToken },
  revoke: { options: ['writer', 'artefacts'], run: revokeWriter },
  status: { options: [], run: showStatus },
};

const [name = '', ...args] = process.argv.slice(2);
const done = await run(name, args);
if (!done.ok) console.error(describeFailure(done.failure));
process.exitCode = done.ok ? 0 : 1;

async function run(name: string, args: string[]): Promise<Result<undefined>> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    return fail({
      kind: 'bad-request',
      doing: 'starting the cache server',
      found: `there is no command "${name}"`,
      remedy: `There are ${Object.keys(commands).join(', ')}.`,
    });
  }
  const allowed = [...command.options, 'settings', 'data'];
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(allowed.map((option) => [option, { type: 'string' as const }])),
    });
    return await command.run(values);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    return fail({
      kind: 'bad-request',
      doing: `reading the options of cache-server:${name}`,
      found: (error as Error).message.split('. ')[0] ?? '',
      remedy: `There are ${allowed.map((option) => `--${option}=`).join(', ')}.`,
    });
  }
}
