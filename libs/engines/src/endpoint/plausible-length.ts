import type { SpeechRequest } from '../speech-engine.ts';

/**
 * Sane speech has 9 to 25 characters a second, and English narration about 16 (measured on English and
 * French books; audiobook tools fail takes longer than 1.5 s and 0.75 s a word, some 8 characters a
 * second). These bounds leave a factor of two or more for other scripts, numbers and slow voices:
 * they are for audio that cannot be this text, not for audio that may be bad.
 */
const slowest = 2;
const fastest = 60;
/** Seconds that may be silence or breath, however short the text. */
const silence = 10;
/** Slower than this servers do not speak, whatever the parameter `speed` says. */
const slowestSpeed = 0.25;

/** The longest that the audio of a request may be, in seconds. */
export function longestSeconds(request: SpeechRequest): number {
  const speed = Math.max(slowestSpeed, Math.min(1, speedOf(request)));
  return (silence + request.spoken.length / slowest) / speed;
}

/**
 * The shortest that the audio of a request may be, in seconds: zero for a text without letters and
 * digits.
 */
export function shortestSeconds(request: SpeechRequest): number {
  const sounding = request.spoken.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return sounding / fastest / Math.max(1, speedOf(request));
}

/** Says what is implausible about audio of so many seconds, if anything is. */
export function lengthProblem(request: SpeechRequest, seconds: number): string | undefined {
  const length = `${seconds.toFixed(2)} s of audio for ${request.spoken.length} characters`;
  if (seconds > longestSeconds(request)) return `${length} is too much`;
  return seconds < shortestSeconds(request) ? `${length} is too little` : undefined;
}

function speedOf({ params }: SpeechRequest): number {
  return typeof params.speed === 'number' && params.speed > 0 ? params.speed : 1;
}
