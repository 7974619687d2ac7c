/**
 * A client in a process of its own, which tests stop and let go on: speaks 400 segments and prints how
 * many were spoken.
 *
 *     node slow-client.ts <workspace>
 */

import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import { speakAll, textsOf } from './gateway-workspace.ts';

const client = new GatewayClient({ workspace: process.argv[2] ?? '', run: 'slow', place: 0 });
const results = await speakAll(client, textsOf(400, 100));
process.stdout.write(String(results.filter(({ ok }) => ok).length));
await client.close('done');
