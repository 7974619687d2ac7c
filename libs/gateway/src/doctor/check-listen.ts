import { createServer } from 'node:net';
import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Listen } from '../pool.ts';
import { withToken } from '../with-token.ts';
import { verdict } from './verdict.ts';

/** Whether the gateway can listen for other programs where pool.json has it do so. */
export async function checkListen(listen: Listen, workspace: string): Promise<DoctorCheck> {
  const { host, port } = listen;
  const name = 'listen';
  const allowed = await withToken(listen, workspace);
  if (!allowed.ok) return verdict.failed(name, allowed.failure);
  const problem = await bindProblem(listen);
  if (problem === undefined) return verdict.ok(name, `port ${port} of ${host} is free`);
  if (problem.code === 'EADDRINUSE') {
    const status = await readGatewayStatus(workspace);
    const url = status.ok ? status.value?.url : undefined;
    if (url && Number(new URL(url).port) === port) {
      return verdict.ok(name, `the gateway of this workspace listens on ${url}`);
    }
    const remedy = `End it (ss -ltnp shows which it is), or name another port in gpu-runner/pool.json.`;
    return verdict.wrong(name, `another program listens on port ${port} of ${host}`, remedy);
  }
  const remedy = 'Correct "listen" in gpu-runner/pool.json.';
  return verdict.wrong(name, `${host}:${port}: ${problem.message}`, remedy);
}

async function bindProblem({ host, port }: Listen): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | undefined>();
  server.once('error', resolve).listen({ host, port, exclusive: true }, () => resolve(undefined));
  const problem = await promise;
  server.close();
  return problem;
}
