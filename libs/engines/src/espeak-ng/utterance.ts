import type { Result } from '@audiobook/model/result';
import { fail, ok } from '@audiobook/model/result';
import type { EngineParams } from '@audiobook/model/voice';
import { excerpt } from '../excerpt.ts';
import type { SpeechRequest } from '../speech-engine.ts';
import { languageProblem, languageVoice } from './languages.ts';
import { parseEspeakParams } from './params.ts';
import { defaultVariant, variantProblem } from './variants.ts';

/** A run of espeak-ng: its arguments, and the one line that it speaks. */
export interface Utterance {
  args: string[];
  text: string;
}

/** Changes whenever toUtterance() makes the same request sound different; part of the identity. */
export const textFrontEndVersion = 1;

/** Segments are far shorter; espeak-ng is not made for text without end. */
const longestText = 2_000;

/**
 * A request as a run of espeak-ng.
 *
 * Fails with `bad-request` on a language, voice or parameter that espeak-ng does not have, and with
 * `speech-failed` on text of more than 2,000 characters or with nothing in it to say.
 */
export function toUtterance(request: SpeechRequest): Result<Utterance> {
  const params = parseEspeakParams(request.params);
  const voice = languageVoice(request.language);
  const problem =
    languageProblem(request.language) ??
    variantProblem(request.voice) ??
    (params.ok ? undefined : params.problem);
  if (problem !== undefined || voice === undefined || !params.ok) return refuse(request, problem);
  const text = speakable(request.spoken);
  const unspeakable = textProblem(text);
  if (unspeakable !== undefined) return refuseText(request, unspeakable);
  return ok({ args: espeakArguments(voice, request.voice, params.params), text });
}

/**
 * Text as espeak-ng takes it: one line, without control characters (U+0001 begins its commands),
 * without soft hyphens, and with `[[`, which would begin phonemes, pulled apart.
 */
function speakable(spoken: string): string {
  return spoken
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u00AD]/gu, '')
    .replace(/\[(?=\[)/g, '[ ')
    .trim();
}

function textProblem(text: string): string | undefined {
  if (text === '') return 'the text has nothing to say in it';
  if (text.length <= longestText) return undefined;
  return `the text has ${text.length} characters, and at most ${longestText} can be spoken at once`;
}

function espeakArguments(voice: string, variant: string, params: EngineParams): string[] {
  const name = variant === defaultVariant ? voice : `${voice}+${variant}`;
  const utf8 = ['-b', '1'];
  const { speed, pitch, range, gap } = params;
  const sound = ['-s', speed, '-p', pitch, '-P', range, '-g', gap].map(String);
  return [...utf8, '-v', name, ...sound];
}

function refuse({ spoken }: SpeechRequest, problem = 'espeak-ng does not have it') {
  return fail({
    kind: 'bad-request',
    doing: `speaking “${excerpt(spoken)}” with espeak-ng`,
    found: problem,
    remedy: 'change the language of the book, or the voice.json of the voice',
  });
}

function refuseText({ spoken }: SpeechRequest, problem: string) {
  return fail({
    kind: 'speech-failed',
    doing: `speaking “${excerpt(spoken)}” with espeak-ng`,
    reasons: [problem],
    remedy: 'give the segment another wording in corrections.json ("spoken"), or skip it there',
  });
}
