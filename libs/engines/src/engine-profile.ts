/** How fast engines are that nobody has measured here yet. */

import type { DeviceKind } from '@audiobook/model/device-kind';

export interface EngineProfile {
  /** What was measured. */
  device: string;
  /** Segments spoken at the same time. */
  batch: number;
  /** Of each row of the batch. */
  charactersPerSecond: number;
  /** Between which shares of that speed other devices and texts may lie: a judgement, and no measurement. */
  range: readonly [least: number, most: number];
  loadSeconds: number;
  /** Who says so. */
  source: string;
}

interface Profiles {
  /** On a graphics card. */
  card?: EngineProfile;
  processor?: EngineProfile;
}

const profiles: Readonly<Record<string, Profiles>> = {
  chatterbox: {
    card: {
      ...{ device: 'RTX 4090', batch: 1, charactersPerSecond: 26.6, loadSeconds: 30 },
      range: [0.6, 1.3],
      source: 'a novel of 847,651 characters, in French, by the tool that this one succeeds',
    },
  },
  kokoro: {
    card: {
      ...{ device: 'RTX 3090 Ti', batch: 1, charactersPerSecond: 1_440, loadSeconds: 10 },
      range: [0.2, 1.5],
      source: '90 × real time, reported in huggingface.co/hexgrad/Kokoro-82M/discussions/20',
    },
    processor: {
      ...{ device: 'two cores', batch: 1, charactersPerSecond: 31, loadSeconds: 2 },
      range: [0.5, 4],
      source: 'this project’s benchmark runner-kokoro',
    },
  },
  'espeak-ng': {
    processor: {
      ...{ device: 'one core', batch: 1, charactersPerSecond: 7_000, loadSeconds: 0 },
      // It shares the cores with what scripts and encodes meanwhile, which takes most of them.
      range: [0.1, 2],
      source: 'this project’s benchmark gateway-embedded',
    },
  },
};

/** The engines that anything is known of. */
export const profiledEngines: readonly string[] = Object.keys(profiles);

/** What is known of an engine on a device, or on what it is made for where nobody says; undefined where nothing is. */
export function profileOf(engine: string, kind?: DeviceKind): EngineProfile | undefined {
  const known = profiles[engine];
  if (kind === 'card' || kind === 'processor') return known?.[kind];
  return known?.card ?? known?.processor;
}
