import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { isLoopback } from './allow-request.ts';
import type { GatewayOptions } from './gateway.ts';
import type { Listen } from './pool.ts';
import { readSecret } from './read-secret.ts';

/** Where the gateway listens for other programs, with the token itself. Fails where others could come in without. */
export async function withToken(
  { host, port, token }: Listen,
  workspace: string,
): Promise<Result<NonNullable<GatewayOptions['listen']>>> {
  const doing = 'reading where the gateway listens for other programs';
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const remedy = 'Give a number from 0 to 65535; 0 is any free one.';
    return fail({ kind: 'bad-request', doing, found: `the port is ${port}`, remedy });
  }
  if (token === undefined) {
    if (isLoopback(host)) return ok({ host, port });
    return fail({
      kind: 'bad-request',
      doing,
      found: `${host} can be reached from other machines, and there is no token`,
      remedy: 'Name one in gpu-runner/pool.json: "listen": {"token": {"file": "token.txt"}, …}.',
    });
  }
  const secret = await readSecret(token, { folder: join(workspace, 'gpu-runner'), doing });
  return secret.ok ? ok({ host, port, token: secret.value }) : secret;
}
