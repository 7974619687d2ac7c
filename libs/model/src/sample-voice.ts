import type { Sha256 } from './digest.ts';
import type { Voice } from './voice.ts';

/** What a voice's name begins with where it is a recording's digest; no preset's does. */
const prefix = 'sha256:';
const wholeName = /^sha256:([0-9a-f]{64})$/;

/** What engines are asked for: the preset, or `sha256:` and the digest of the sample's bytes. */
export function spokenVoice({ preset, sample }: Pick<Voice, 'preset' | 'sample'>): string {
  if (sample !== undefined) return sampleVoice(sample.sha256);
  if (preset === undefined) throw new Error('a voice without a preset and a sample');
  return preset;
}

/** A sample as the name of a voice. */
export function sampleVoice(digest: Sha256): string {
  return `${prefix}${digest}`;
}

/** The digest of the sample that a voice names; undefined where it names a preset. */
export function sampleOf(voice: string): Sha256 | undefined {
  return wholeName.exec(voice)?.[1];
}

/** Whether a name is kept for samples, sound or not. */
export function isSampleName(voice: string): boolean {
  return voice.toLowerCase().startsWith(prefix);
}
