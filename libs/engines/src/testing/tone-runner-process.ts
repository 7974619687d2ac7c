/**
 * A tone runner as a process of its own. Argument: `ToneRunnerSettings` as JSON. Prints its address as one
 * line of JSON, `{"url":"http://127.0.0.1:1234/"}`, and ends when its standard input does.
 */

import { ToneRunner } from './tone-runner.ts';

const runner = new ToneRunner(JSON.parse(process.argv[2] ?? '{}'));
const url = await runner.start();
process.stdin.resume().once('end', () => process.exit());
console.log(JSON.stringify({ url: url.href }));
