import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { gatewayPlace } from './gateway-place.ts';

const made: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'place-'));
  made.push(path);
  return path;
}

function socketOf(workspace: string): string {
  const place = gatewayPlace(workspace);
  if (!place.ok) throw new Error(JSON.stringify(place.failure));
  made.push(place.value.folder);
  return place.value.socket;
}

test('gatewayPlace() is the same for every session, whatever its environment, and another for another workspace', () => {
  const [one, other] = [folder(), folder()];
  const socket = socketOf(one);
  vi.stubEnv('XDG_RUNTIME_DIR', folder());
  expect(socketOf(one)).toBe(socket);
  expect(socketOf(other)).not.toBe(socket);
});

test('gatewayPlace() finds another folder where the path of the socket would be too long', () => {
  const long = join(folder(), 'a'.repeat(100));
  mkdirSync(long);
  vi.stubEnv('XDG_RUNTIME_DIR', long);
  vi.stubEnv('TMPDIR', long);
  expect(Buffer.byteLength(socketOf(folder()))).toBeLessThanOrEqual(103);
});
