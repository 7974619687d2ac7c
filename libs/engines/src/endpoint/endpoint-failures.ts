/** What an endpoint can't do, in words. */

import type { Failure } from '@audiobook/model/failure';
import { oneLine } from './one-line.ts';

export function noDigest(doing: string, voice: string): Failure {
  return {
    kind: 'bad-request',
    doing,
    found: oneLine(`“${voice}” is no sample: behind “sha256:” there are 64 hex digits`),
    remedy: 'name a preset of the engine, or the digest of a sample',
  };
}

export function notReady(
  doing: string,
  { found, lacks }: { found: string; lacks?: boolean },
): Failure {
  const remedy = lacks
    ? 'correct "url", "dialect", "engine" or "serverModel" of this slot in gpu-runner/pool.json'
    : "wait until its model is loaded; if it never is, look into the server's own log";
  return {
    kind: 'engine-failed',
    doing,
    found: oneLine(found),
    remedy,
    ...(!lacks && { loading: true }),
  };
}

export function otherModel(doing: string, found: string, wanted: string): Failure {
  return {
    kind: 'engine-failed',
    doing,
    found: oneLine(`it spoke with the model ${found} instead of ${wanted}`),
    remedy: 'have the server load the model that it had',
  };
}

export function noSamples(doing: string, dialect: string): Failure {
  return {
    kind: 'bad-request',
    doing,
    found: `a slot of the dialect ${dialect} takes no sample recordings`,
    remedy: 'cast a preset voice of this engine, or a voice of an engine that speaks with samples',
  };
}
