import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type GatewayPlace, gatewayPlace } from './gateway-place.ts';
import { GatewayStatus } from './gateway-status.ts';

/** A gateway that does not answer for so long hangs, in milliseconds. */
export const answerMs = 10_000;

/** What the system says where nobody listens on a socket. */
const nobody = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Asks the gateway at a place.
 *
 * @returns The body of its answer; undefined where no gateway listens. Fails with `engine-failed` when it does
 *   not answer.
 */
export async function askGateway(
  place: GatewayPlace,
  method: 'GET' | 'POST',
  path: string,
): Promise<Result<string | undefined>> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const asking = request({ socketPath: place.socket, method, path, timeout: answerMs });
  asking.on('response', (response) => text(response).then(resolve, reject));
  asking.on('timeout', () => asking.destroy(new Error(`no answer in ${answerMs / 1_000} s`)));
  asking.on('error', reject);
  asking.end();
  try {
    return ok(await promise);
  } catch (error) {
    if (isNobody(error)) return ok(undefined);
    return fail(hanging(place, (error as Error).message));
  }
}

/** Whether an error says that no gateway listens. */
export function isNobody(error: unknown): boolean {
  return nobody.has((error as NodeJS.ErrnoException).code ?? '');
}

/** What is said of a gateway that listens and does not answer. */
export function hanging(place: GatewayPlace, found: string) {
  return {
    kind: 'engine-failed',
    doing: `asking the gateway of ${place.workspace}`,
    found,
    remedy: `See ${place.log}; end the process of libs/gateway/src/main.ts, and run again.`,
  } as const;
}

/** What the gateway of a workspace tells of itself; undefined where none runs. */
export async function readGatewayStatus(
  workspace: string,
): Promise<Result<GatewayStatus | undefined>> {
  const place = gatewayPlace(workspace);
  if (!place.ok) return place;
  const answer = await askGateway(place.value, 'GET', '/gateway');
  if (!answer.ok || answer.value === undefined) return answer as Result<undefined>;
  const parsed = GatewayStatus.safeParse(parseJson(answer.value));
  if (parsed.success) return ok(parsed.data);
  return fail({
    kind: 'engine-failed',
    doing: `asking the gateway of ${place.value.workspace}`,
    found: 'it is of another version than this command',
    remedy: 'Stop it: npx nx run gpu-runner:stop',
  });
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
