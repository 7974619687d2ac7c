import { fail, ok, type Result } from '@audiobook/model/result';
import { CacheServer } from '../cache-server.ts';
import { type Chosen, configure } from '../configure.ts';
import { signingKey } from '../signing-key.ts';

/** A terminal and Nx may both send the first signal; a later one is meant, in milliseconds. */
const sameSignalMs = 1_000;

/** Serves until a signal ends it; uploads and downloads under way are finished first. */
export async function serve(
  options: Chosen & { host?: string | undefined; port?: string | undefined },
): Promise<Result<undefined>> {
  const configured = await configure(options);
  if (!configured.ok) return configured;
  const { settings, data, store } = configured.value;
  const port = options.port === undefined ? settings.port : Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail({
      kind: 'bad-request',
      doing: 'starting the cache server',
      found: `the port is "${options.port}"`,
      remedy: 'Give a number from 0 to 65535; 0 is any free one.',
    });
  }
  const key = await signingKey(data);
  if (!key.ok) return key;
  const server = new CacheServer({ store, key: key.value, limits: settings.limits, log });
  const ended = endedBySignal(server);
  const started = await server.start(options.host ?? settings.host, port);
  if (!started.ok && started.failure.kind !== 'cancelled') return started;
  if (started.ok)
    log(`the cache server listens on ${started.value}; its entries are in ${store.place}`);
  await ended;
  log('the cache server has ended');
  return ok();
}

async function endedBySignal(server: CacheServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first > sameSignalMs) process.exit(1);
      if (first !== undefined) return;
      first = performance.now();
      log(`${signal}: ends what is under way; again ends at once`);
      void server.end().then(resolve);
    });
  }
  await promise;
}

function log(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}
