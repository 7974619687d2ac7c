import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { leaseFolder } from '../runners/lease-file.ts';
import { localHost } from '../runners/local-host.ts';
import { checkLease } from './check-lease.ts';

const { signal } = new AbortController();
const card = { index: 1, uuid: `GPU-doctor-${process.pid}`, name: 'Card', memory: 1 };
const lease = join(leaseFolder, card.uuid);
const look = () => checkLease(localHost, card, { owner: '/books of here', signal });

/** Holds the card's lease as a runner does. */
async function heldBy(owner: string): Promise<void> {
  mkdirSync(leaseFolder, { recursive: true });
  writeFileSync(lease, JSON.stringify({ owner }));
  const args = ['--shared', lease, 'sh', '-c', 'echo held; exec sleep 600'];
  const holder = spawn('flock', ['--no-fork', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    holder.kill();
    await once(holder, 'close');
    rmSync(lease);
  });
  await once(holder.stdout, 'data');
}

it('a GPU without a lease, or with one that nobody holds, is free', async () => {
  expect(await look()).toMatchObject({ name: 'GPU 1', mark: 'ok', found: 'it is free' });
  mkdirSync(leaseFolder, { recursive: true });
  writeFileSync(lease, JSON.stringify({ owner: 'somebody' }));
  onTestFinished(() => rmSync(lease));
  expect(await look()).toMatchObject({ mark: 'ok', found: 'it is free' });
});

it('a GPU that another owner holds is wrong, and the owner is named', async () => {
  await heldBy('/home/eve/books of gpu-box');
  expect(await look()).toMatchObject({
    mark: 'wrong',
    found: 'it belongs to /home/eve/books of gpu-box',
  });
});

it('a GPU that our own runner holds is fine', async () => {
  await heldBy('/books of here');
  expect(await look()).toMatchObject({ mark: 'ok', found: 'a runner of this workspace has it' });
});
