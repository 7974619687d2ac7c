/** How long a recording is to be that a voice is made from. */

/**
 * Seconds. Below the shortest, engines have too little to imitate; what is beyond the longest, they don't listen
 * to. Chatterbox uses 10 s at most, others up to 30.
 */
export const sampleLimits = { shortest: 3, longest: 60 } as const;
const advised = { shortest: 5, longest: 30 } as const;

/** Quieter than this at its loudest (-40 dBFS), nobody speaks in it. */
const silence = 328;

/** Why no voice can be made of a recording: mono, 16-bit samples. */
export function recordingProblem(pcm: Uint8Array, seconds: number): string | undefined {
  const { shortest, longest } = sampleLimits;
  if (seconds < shortest) return `it has ${seconds.toFixed(1)} s, and ${shortest} are needed`;
  if (seconds > longest) return `it has more than ${longest} s`;
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) {
    if (Math.abs(view.getInt16(at, true)) > silence) return undefined;
  }
  return 'it is silent';
}

/** What is better about another length; undefined where it is good. */
export function lengthAdvice(seconds: number): string | undefined {
  const { shortest, longest } = advised;
  if (seconds >= shortest && seconds <= longest) return undefined;
  return `The recording has ${seconds.toFixed(1)} s; ${shortest} to ${longest} s are best.`;
}
