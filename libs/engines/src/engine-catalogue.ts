/** The engines that there are, by name. Loading this loads none of them. */

import type { Result } from '@audiobook/model/result';
import type { EngineParams } from '@audiobook/model/voice';
import type { OpenEngineOptions } from './embedded-engine.ts';
import { languageProblem } from './espeak-ng/languages.ts';
import { parseEspeakParams } from './espeak-ng/params.ts';
import { defaultVariant, variantProblem, variants } from './espeak-ng/variants.ts';
import type { SpeechEngine } from './speech-engine.ts';

/** Parameters with every default filled in, or what is wrong with them. */
export type ParsedParams = { ok: true; params: EngineParams } | { ok: false; problem: string };

/** An engine before it is opened. */
export interface CatalogueEntry {
  /** It computes instead of drawing from a seed: all takes of a text are alike. */
  speaksOneWay: boolean;
  parseParams(params: EngineParams): ParsedParams;
  /** Says what is wrong with a language (BCP 47), if the engine does not speak it. */
  languageProblem(language: string): string | undefined;
  /** Says what is wrong with a preset, if the engine does not have it. */
  presetProblem(preset: string): string | undefined;
  /** The voices that it brings along. */
  presets(): readonly string[];
  open(options?: OpenEngineOptions): Promise<Result<SpeechEngine>>;
}

export const engineCatalogue: ReadonlyMap<string, CatalogueEntry> = new Map([
  [
    'espeak-ng',
    {
      speaksOneWay: true,
      parseParams: parseEspeakParams,
      languageProblem,
      presetProblem: variantProblem,
      presets: () => [defaultVariant, ...variants],
      open: async (options) => (await import('./espeak-ng/open-espeak.ts')).openEspeak(options),
    },
  ],
]);
