import { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import { FollowSlots } from './follow-slots.ts';
import { addressesOf, hostAddresses } from './host-addresses.ts';
import { endpointSlot } from './plan-slots.ts';
import { EndpointSlot } from './pool.ts';

/** A runner that is reached by a name whose addresses the test says. */
async function named() {
  const runner = new ToneRunner();
  const { port } = await runner.start();
  onTestFinished(() => runner.stop());
  const url = `http://tasks.runner.test:${port}`;
  const slot = EndpointSlot.parse({ kind: 'endpoint', url, engine: 'tone' });
  const dispatcher = new Dispatcher([], { mayCome: new Set(['tone']) });
  onTestFinished(() => dispatcher.close());
  const found: { addresses: string[] | undefined } = { addresses: [] };
  const source = hostAddresses({
    ...{ hostname: 'tasks.runner.test', engine: 'tone' },
    planAt: (address) => endpointSlot(slot, { workspace: '/' }, address),
    async lookUp() {
      if (found.addresses === undefined) throw new Error('ENOTFOUND');
      return found.addresses;
    },
  });
  const follow = new FollowSlots([source], dispatcher);
  return { dispatcher, follow, found, port };
}

const names = ({ slots }: Dispatcher) => slots.map(({ name }) => name);

describe('FollowSlots', () => {
  it('has a slot for each address that a name has at the moment', async () => {
    const { dispatcher, follow, found, port } = await named();
    const request = { spoken: 'One.', language: 'en', voice: 'tone', params: {}, seed: 1 };
    const waiting = dispatcher.submit({
      ...{
        request,
        engine: 'tone',
        model: 'tone:1',
        client: 'run',
        place: [0],
        interactive: false,
      },
    });
    await follow.look();
    expect(names(dispatcher)).toEqual([]);
    expect(waiting.state).toBe('waiting');
    expect(follow.unresolved()).toMatchObject([{ state: 'opening', trouble: null }]);
    found.addresses = undefined;
    await follow.look();
    const trouble = expect.stringMatching(/looking up tasks\.runner\.test.*ENOTFOUND/s);
    expect(follow.unresolved()).toMatchObject([{ state: 'resting', trouble }]);
    found.addresses = ['127.0.0.1'];
    await follow.look();
    expect(follow.unresolved()).toEqual([]);
    expect(await waiting.outcome).toMatchObject({ kind: 'spoken' });
    found.addresses = ['127.0.0.1', '127.0.0.2'];
    await follow.look();
    const name = `tasks.runner.test:${port} at`;
    expect(names(dispatcher)).toEqual([`${name} 127.0.0.1`, `${name} 127.0.0.2`]);
    found.addresses = undefined;
    await follow.look();
    expect(names(dispatcher)).toHaveLength(2);
    found.addresses = ['127.0.0.2'];
    await follow.look();
    expect(names(dispatcher)).toEqual([`${name} 127.0.0.2`]);
  });

  it('fails what no slot that was found speaks, though more may come', async () => {
    const { dispatcher, follow, found } = await named();
    const request = { spoken: 'One.', language: 'en', voice: 'tone', params: {}, seed: 1 };
    const place = { client: 'run', place: [0], interactive: false };
    const waiting = dispatcher.submit({ request, engine: 'tone', model: 'tone:2', ...place });
    await follow.look();
    expect(waiting.state).toBe('waiting');
    found.addresses = ['127.0.0.1'];
    await follow.look();
    const outcome = await waiting.outcome;
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'bad-request' } });
    expect(JSON.stringify(outcome)).toContain('pins the model tone:2, but the slots have tone:1');
  });

  it('looks names up as the system does', async () => {
    expect(await addressesOf('127.0.0.1')).toEqual(['127.0.0.1']);
    expect((await addressesOf('localhost')).length).toBeGreaterThan(0);
  });
});
