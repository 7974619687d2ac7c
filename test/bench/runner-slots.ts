import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { buildImage, image } from '../docker/images.ts';
import type { Benchmark } from './benchmark.ts';
import { requestsOf } from './engine.ts';
import { inTurns, median } from './measure.ts';
import { ToneContainer } from './runner-image.ts';
import { speakChapter } from './speak-book.ts';

/** Slow enough that two cores have time to spare with nine runners: about two segments a second each. */
const options = { charactersPerSecond: 200, batch: 1, audioSecondsPerCharacter: 1 / 50 };
/** What a run lasts if it is ideal, in seconds. */
const idealSeconds = 15;
const turns = 3;
const counts = [1, 4, 9];

/** Docker slots against endpoint slots whose containers of the same image were started by hand. */
export const runnerSlots: Benchmark = async function* ({ say, runners = counts }) {
  say('building the image');
  buildImage();
  for (const count of runners) {
    const characters = count * options.charactersPerSecond * idealSeconds;
    const texts = [...new Set(requestsOf(characters).map(({ spoken }) => spoken))];
    const seconds = await inTurns(turns, {
      async docker() {
        say(`${count} docker slots`);
        const slot = { kind: 'docker', engine: 'tone', image, gpus: 'none', count, options };
        return speak([slot], count, texts);
      },
      async endpoint() {
        say(`${count} endpoint slots`);
        const all = Array.from({ length: count }, () => ToneContainer.start(options));
        const containers = await Promise.all(all);
        const slots = containers.map(({ url }) => ({ kind: 'endpoint', url, engine: 'tone' }));
        try {
          return await speak(slots, count, texts);
        } finally {
          for (const container of containers) container.stop();
        }
      },
    });
    yield {
      name: `${count} docker ${count === 1 ? 'slot' : 'slots'}, against endpoint slots`,
      value: median(seconds.docker),
      unit: 's',
      beside: { name: 's with endpoint slots', value: median(seconds.endpoint) },
      order: 'beside by value',
      goal: { atLeast: 0.98 },
      note: `${texts.length} segments, medians of ${turns} runs by turns, each tone checked; starting of containers apart`,
    };
  }
};

/** Seconds from the first segment to the last, with all runners ready. */
async function speak(slots: object[], count: number, texts: readonly string[]): Promise<number> {
  const workspace = new GatewayWorkspace({ slots });
  try {
    const engine = workspace.client({ place: 0 }).engine('tone', 'tone:1');
    // Until every slot has spoken, other words than those that are measured.
    for (let round = 1; !(await allSpoke(workspace, count)); round++) {
      const warming = Array.from({ length: 2 * count }, (_, at) => `Warm ${round}, ${at}.`);
      await speakChapter(engine.speak, warming);
    }
    const began = performance.now();
    await speakChapter(engine.speak, texts);
    return (performance.now() - began) / 1_000;
  } finally {
    await workspace.remove();
  }
}

async function allSpoke(workspace: GatewayWorkspace, count: number): Promise<boolean> {
  const slots = (await workspace.status())?.slots ?? [];
  return slots.filter(({ spoken }) => spoken > 0).length === count;
}
