/**
 * Tone runners, as many as there are settings in the argument, a JSON array of `ToneRunnerSettings`.
 * Says when it can begin; for a line on its standard input it starts them and prints their addresses;
 * when that ends, it prints what they have spoken, and ends.
 */

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ToneRunner, type ToneRunnerSettings } from '@audiobook/engines/testing/tone-runner';

const settings = JSON.parse(process.argv[2] ?? '[]') as ToneRunnerSettings[];
const runners = settings.map((each) => new ToneRunner(each));
const lines = createInterface(process.stdin);
console.log('"ready"');
await once(lines, 'line');
const urls = await Promise.all(runners.map((runner) => runner.start()));
console.log(JSON.stringify(urls.map(({ href }) => href)));
await once(lines, 'close');
console.log(JSON.stringify(runners.map(({ spoken }) => spoken)));
process.exit();
