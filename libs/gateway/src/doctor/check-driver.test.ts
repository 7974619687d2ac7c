import { expect, it } from 'vitest';
import { localHost } from '../runners/local-host.ts';
import { withPrograms } from '../testing/with-programs.ts';
import { checkDriver } from './check-driver.ts';

const { signal } = new AbortController();
const look = (script: string) => {
  withPrograms({ 'nvidia-smi': script });
  return checkDriver(localHost, signal);
};
const listing = (driver: string) =>
  `echo '0, GPU-aa-1, NVIDIA GeForce RTX 4090, 24564, ${driver}'
echo '1, GPU-bb-2, NVIDIA H200, 143771, ${driver}'`;

it('says the driver and the cards with their memory', async () => {
  const { check, cards } = await look(listing('580.82.07'));
  expect(check).toEqual({
    ...{ name: 'NVIDIA driver', mark: 'ok', remedy: null },
    found: '580.82.07; 0 NVIDIA GeForce RTX 4090 (24 GB), 1 NVIDIA H200 (140 GB)',
  });
  expect(cards.map(({ uuid }) => uuid)).toEqual(['GPU-aa-1', 'GPU-bb-2']);
});

it('wants the driver that CUDA 12.8 came with, and refuses what has no CUDA 12', async () => {
  expect((await look(listing('570.26'))).check.mark).toBe('ok');
  expect((await look(listing('535.183.01'))).check.mark).toBe('notice');
  expect((await look(listing('470.57'))).check).toMatchObject({
    mark: 'wrong',
    remedy: 'Install driver 570 or later.',
  });
});

it('repeats what nvidia-smi says where it finds no card', async () => {
  const { check, cards } = await look("echo 'No devices were found'; exit 6");
  expect(check).toMatchObject({ mark: 'wrong', found: 'No devices were found' });
  expect(check.remedy).toContain('"gpus": "none"');
  expect(cards).toEqual([]);
});
