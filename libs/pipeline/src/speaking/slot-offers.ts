import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type SlotOffers, SlotOffersAnswer } from '@audiobook/engines/gateway/slot-offer';
import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';

const doing = 'looking which slots this workspace has';

/**
 * The places to speak that a workspace has, by its pool.json and this machine's cards; none of them is started
 * or asked. Fails as the gateway would where pool.json can't be used, and with `cancelled`.
 */
export async function slotOffers(
  workspace: string,
  signal: AbortSignal,
): Promise<Result<SlotOffers>> {
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  const script = join(workspace, 'libs', 'gateway', 'src', 'offer-slots.ts');
  const program = spawn(process.execPath, [script, workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => program.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [printed, [code]] = await Promise.all([text(program.stdout), once(program, 'close')]);
    if (signal.aborted) return fail({ kind: 'cancelled', doing });
    const answer = SlotOffersAnswer.safeParse(parseJson(printed));
    if (answer.success) return answer.data;
    return fail(
      unsaid(`the program that says it ended with ${code}; what it says above tells why`),
    );
  } catch (error) {
    return fail(unsaid(`the program that says it can't be run: ${(error as Error).message}`));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function unsaid(found: string): Failure {
  return { kind: 'engine-failed', doing, found, remedy: 'Do what it says, and run it again.' };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
