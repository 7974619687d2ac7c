import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from '../dispatcher.ts';
import { FollowSlots } from '../follow-slots.ts';
import { Pool, type RunnerSlots } from '../pool.ts';
import { withGpus } from '../testing/fake-gpus.ts';
import { runnerSlots } from './runner-slots.ts';

function slotsOf(slot: object): RunnerSlots {
  const pool = Pool.parse({ slots: [{ kind: 'process', engine: 'tone', ...slot }] });
  return pool.slots?.[0] as RunnerSlots;
}

/** The slots of an entry, as they are after each look. */
function following(slot: object) {
  const dispatcher = new Dispatcher([], { mayCome: new Set(['tone']) });
  onTestFinished(() => dispatcher.close());
  const { sources } = runnerSlots(slotsOf(slot), { workspace: '/' });
  const follow = new FollowSlots(sources, dispatcher);
  const names = () => dispatcher.slots.map(({ name }) => name);
  return { look: () => follow.look(), names };
}

describe('the slots of a machine with GPUs', () => {
  it('go and come with its cards', async () => {
    const gpus = withGpus('GPU-aa-1', 'GPU-bb-2');
    const { look, names } = following({ gpus: 'all' });
    await look();
    expect(names()).toEqual(['tone-gpu0', 'tone-gpu1']);
    gpus.list('GPU-aa-1');
    await look();
    expect(names()).toEqual(['tone-gpu0']);
    gpus.list('GPU-aa-1', 'GPU-bb-2');
    await look();
    expect(names()).toEqual(['tone-gpu0', 'tone-gpu1']);
  });

  it('go with their own card when those behind it are counted anew', async () => {
    const gpus = withGpus('GPU-aa-1', 'GPU-bb-2');
    const { look, names } = following({ gpus: 'all' });
    await look();
    gpus.list('GPU-bb-2');
    await look();
    expect(names()).toEqual(['tone-gpu1']);
    gpus.list('GPU-dd-4', 'GPU-ee-5');
    await look();
    expect(names()).toEqual(['tone-GPU-dd-4', 'tone-GPU-ee-5']);
  });

  it('stay where pool.json names their cards, which may be back', async () => {
    const gpus = withGpus('GPU-aa-1', 'GPU-bb-2', 'GPU-cc-3');
    const { look, names } = following({ gpus: [0, 'GPU-cc-3'] });
    await look();
    expect(names()).toEqual(['tone-gpu0', 'tone-gpu2']);
    gpus.list('GPU-aa-1');
    await look();
    expect(names()).toEqual(['tone-gpu0', 'tone-gpu2']);
  });
});
