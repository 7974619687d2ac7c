import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';

/** No CI starts more jobs from one matrix (GitHub Actions: 256). libs/pipeline/src/shards.ts, not to be imported here, has it too. */
const mostAgents = 256;

/**
 * For less work than this a further agent is not worth its start: at 26.6 characters a second (Chatterbox as it comes,
 * on an RTX 4090) it is speech of twelve minutes, beside about two for the clone, its packages, and the model.
 */
const leastCharacters = 20_000;

export interface AgentQuestion {
  /** What there is to speak in all books. */
  characters: number;
  /** AUDIOBOOK_AGENTS: how many agents there are. */
  said: string | undefined;
  /** Whether one machine gets what another spoke. */
  isShared: boolean;
}

/**
 * How many agents are to speak: no more than there are, and none where there is nothing to speak, or where
 * AUDIOBOOK_AGENTS is 0, since somebody speaks elsewhere and shares the takes.
 *
 * Fails where something has to be spoken and nobody has said how many agents there are, or where what they speak
 * would be lost with them.
 */
export function agentCount({ characters, said = '', isShared }: AgentQuestion): Result<number> {
  const most = Number(said);
  const isCount = said.trim() !== '' && Number.isInteger(most) && most >= 0 && most <= mostAgents;
  if (said !== '' && !isCount) return fail(noCount(said));
  if (characters === 0) return ok(0);
  if (said === '') return fail(noAgents(characters));
  if (most > 0 && !isShared) return fail(nothingShared());
  return ok(Math.min(most, Math.ceil(characters / leastCharacters)));
}

function noCount(said: string): Failure {
  return {
    kind: 'bad-request',
    doing: 'reading AUDIOBOOK_AGENTS',
    found: `its value is “${said}”`,
    remedy: `Set it to how many agents there are, from 0 to ${mostAgents}.`,
  };
}

function noAgents(characters: number): Failure {
  return {
    kind: 'bad-request',
    doing: 'looking for agents that speak',
    found: `${characters.toLocaleString('en')} characters have to be spoken, and nobody has said who does it`,
    remedy: [
      'Set up machines that speak, and say how many there are, on GitHub with the repository’s variable AUDIOBOOK_AGENTS:',
      'tools/ci/README.md says how. With 0 nothing is spoken here: for books that are spoken elsewhere, with takes shared.',
    ].join('\n'),
  };
}

function nothingShared(): Failure {
  return {
    kind: 'bad-request',
    doing: 'looking how agents hand over what they speak',
    found:
      'neither “sharedTakes” in audiobook.json nor NX_SELF_HOSTED_REMOTE_CACHE_SERVER is set: all of it would be lost with them',
    remedy: 'Set up the cache server, as tools/ci/README.md says.',
  };
}
