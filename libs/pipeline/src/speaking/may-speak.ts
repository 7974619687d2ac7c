import { excerpt } from '@audiobook/engines/excerpt';
import { describeCount } from '@audiobook/model/describe-count';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { ChapterPaths } from '../book/book-paths.ts';
import type { KeyedSegment } from '../takes/keyed-segment.ts';

/**
 * Whether anything may be spoken: AUDIOBOOK_SPEAK=0 says that all takes have to be there already, as for the last job
 * of CI, behind agents that spoke them.
 *
 * Fails with `bad-request` where the variable is neither a yes nor a no.
 */
export function maySpeak(env: NodeJS.ProcessEnv = process.env): Result<boolean> {
  const { AUDIOBOOK_SPEAK: said = '' } = env;
  if (said === '0' || said === 'false') return ok(false);
  if (said === '' || said === '1' || said === 'true') return ok(true);
  return fail({
    kind: 'bad-request',
    doing: 'reading AUDIOBOOK_SPEAK',
    found: `its value is “${said}”`,
    remedy: 'Set it to 0 for a run that must speak nothing, or leave it unset.',
  });
}

/** Of more segments nobody wants to read. */
const mostNamed = 3;

/** A chapter that lacks takes where nothing may be spoken. `segments`: how many different ones it has. */
export function nothingToSpeakWith(
  { project }: ChapterPaths,
  segments: number,
  missing: readonly KeyedSegment[],
): Failure {
  const named = missing
    .slice(0, mostNamed)
    .map(({ segment }) => `segment ${segment.id} “${excerpt(segment.spoken)}”`);
  const rest = missing.length - named.length;
  return {
    kind: 'bad-request',
    doing: `collecting the takes of ${project}, with AUDIOBOOK_SPEAK=0: nothing may be spoken`,
    found: [
      `${describeCount(missing.length)} of ${describeCount(segments, 'segment')} have no take here:`,
      ...named,
      ...(rest > 0 ? [`and ${describeCount(rest)} more`] : []),
    ].join('\n'),
    remedy: [
      `Speak them: run the agent again that has ${project} in its shard, or npx nx run ${project}:synthesize`,
      'If it did speak them, see that it and this machine share them: “sharedTakes” in audiobook.json, or Nx’s remote cache.',
    ].join('\n'),
  };
}

/** Somebody wants to hear something where nothing may be spoken. */
export function speechIsOff(): Failure {
  return {
    kind: 'bad-request',
    doing: 'opening an engine',
    found: 'nothing may be spoken: AUDIOBOOK_SPEAK is 0',
    remedy: 'Leave AUDIOBOOK_SPEAK unset for what is to be spoken.',
  };
}
