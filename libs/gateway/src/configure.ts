import { ok, type Result } from '@audiobook/model/result';
import type { GatewayOptions } from './gateway.ts';
import { planSlots, type SlotSurroundings } from './plan-slots.ts';
import type { Listen, Pool } from './pool.ts';
import { readPool } from './read-pool.ts';
import { usualSlots } from './usual-slots.ts';
import { withToken } from './with-token.ts';

/** What the command says; it goes before what pool.json says. */
export interface ServeOptions {
  /** Runs until it is stopped, and always listens for other programs. */
  foreground: boolean;
  host?: string | undefined;
  port?: string | undefined;
}

type Configured = Pick<GatewayOptions, 'slots' | 'idleSeconds' | 'listen'>;

/** Where `serve` listens when nothing says otherwise. */
const usualPort = 8790;
const idleSeconds = { inCi: 3, otherwise: 10 };

/** Reads pool.json and what the command says. */
export async function configure(
  surroundings: SlotSurroundings,
  options: ServeOptions,
): Promise<Result<Configured>> {
  const { workspace } = surroundings;
  const pool = await readPool(workspace);
  if (!pool.ok) return pool;
  const named = pool.value.slots ?? (await usualSlots());
  const slots = planSlots(named, surroundings);
  if (!slots.ok) return slots;
  const wanted = listenOf(pool.value, options);
  const listen = wanted && (await withToken(wanted, workspace));
  if (listen?.ok === false) return listen;
  const usual = process.env.CI ? idleSeconds.inCi : idleSeconds.otherwise;
  return ok({
    slots: slots.value,
    idleSeconds: options.foreground ? null : (pool.value.idleSeconds ?? usual),
    ...(listen && { listen: listen.value }),
  });
}

function listenOf(pool: Pool, { foreground, host, port }: ServeOptions): Listen | undefined {
  if (pool.listen === undefined && !foreground) return undefined;
  const { listen = { host: '127.0.0.1', port: usualPort } } = pool;
  return {
    ...listen,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port: Number(port) }),
  };
}
