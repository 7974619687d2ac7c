/**
 * A chapter's process without Nx: has the gateway of a workspace speak texts, which it reads as JSON
 * from its standard input, and ends.
 *
 *     node gateway-chapter.ts <workspace> <place>
 */

import { text } from 'node:stream/consumers';
import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import { speakChapter } from './speak-book.ts';

const [workspace = '', place = ''] = process.argv.slice(2);
const client = new GatewayClient({ workspace, run: 'run', place: Number(place) });
await speakChapter(client.engine('tone', 'tone:1').speak, JSON.parse(await text(process.stdin)));
await client.close('done');
