/** `push-base.ts`: since which commit books have to be made again, on GitHub; empty for all of them. */

import { pushBase } from '../github/push-base.ts';
import { runProgram } from '../run-program.ts';

await runProgram(() => pushBase((notice) => console.error(notice)));
