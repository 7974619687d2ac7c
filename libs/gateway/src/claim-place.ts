import { join } from 'node:path';
import { type CoreToken, CoreTokens } from '@audiobook/engines/core-tokens';
import type { GatewayPlace } from '@audiobook/engines/gateway/gateway-place';

/**
 * The right to be the one gateway of a workspace; undefined while another has it. Only who has it may take
 * away a socket that nobody listens on.
 */
export function claimPlace({ folder }: GatewayPlace): CoreToken | undefined {
  return new CoreTokens({ cores: 1, folder: join(folder, 'token') }).tryAcquire();
}
