import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Secret } from '@audiobook/model/secret';
import { SharedTakesUrl, usualTokenVariable } from '@audiobook/model/shared-takes-settings';
import { findSecret } from '@audiobook/settings/find-secret';
import { httpTakeServer } from '@audiobook/takes/shared-takes/http-take-server';
import type { TakeServer } from '@audiobook/takes/shared-takes/take-server';
import { readWorkspaceSettings } from '../workspace-settings.ts';

/**
 * The server at which a workspace's takes are shared: `sharedTakes` of audiobook.json, or the one that
 * AUDIOBOOK_SHARED_TAKES names; `off` is none.
 *
 * Fails where audiobook.json can't be read, and with `bad-request` where the variable is no address.
 */
export async function sharedTakeServer(
  workspace: string,
  tell: (message: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<TakeServer | undefined>> {
  const { AUDIOBOOK_SHARED_TAKES: said = '' } = env;
  if (said === 'off') return ok(undefined);
  if (said !== '' && !SharedTakesUrl.safeParse(said).success) return fail(noAddress(said));
  const settings = await readWorkspaceSettings(workspace);
  if (!settings.ok) return settings;
  const { sharedTakes } = settings.value;
  const url = said || sharedTakes?.url;
  if (url === undefined) return ok(undefined);
  const secret = sharedTakes?.token ?? { env: usualTokenVariable };
  const token = () => tokenIn(secret, workspace, url);
  return ok(httpTakeServer({ url, token, onWait: tell }));
}

async function tokenIn(secret: Secret, workspace: string, url: string): Promise<Result<string>> {
  const read = await findSecret(secret, workspace);
  const doing = `reading the token of the shared takes at ${url}`;
  if ('value' in read && /^[\w.~+/=-]+$/.test(read.value)) return ok(read.value);
  const place = 'env' in secret ? `Set ${secret.env} to it` : 'Put it, and nothing else, there';
  return fail({
    kind: 'bad-request',
    doing,
    found:
      'value' in read
        ? 'it holds characters that no token has, such as spaces, quotes or an ellipsis'
        : read.found,
    remedy: `${place}; npx nx run cache-server:token makes one. To go on without shared takes: AUDIOBOOK_SHARED_TAKES=off NX_SKIP_REMOTE_CACHE=true before the same command.`,
  });
}

function noAddress(said: string): Failure {
  return {
    kind: 'bad-request',
    doing: 'reading AUDIOBOOK_SHARED_TAKES',
    found: `its value is “${said}”`,
    remedy: 'Set it to an address such as https://cache.example.org, or to off; or leave it unset.',
  };
}
