import type { SpeechEngine, SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import { fail, type Result } from '@audiobook/model/result';

/** An engine with a bug costs a slot its rest, and nobody else anything. */
export async function speakSegment(
  engine: SpeechEngine,
  request: SpeechRequest,
  signal: AbortSignal,
): Promise<Result<SpokenSegment>> {
  try {
    return await engine.speak(request, signal);
  } catch (error) {
    return fail({
      kind: 'engine-failed',
      doing: `speaking with ${engine.name}`,
      found: `a fault of its client: ${(error as Error).stack ?? error}`,
      remedy: 'Report it with this text.',
      begun: true,
    });
  }
}
