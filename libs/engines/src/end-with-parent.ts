import { Worker } from 'node:worker_threads';

const watch = `
const parent = ${process.ppid};
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 500);
`;

/**
 * Ends this process within a second of its parent's end, however that ended, and however busy this
 * process is: a thread of its own watches.
 */
export function endWithParent(): void {
  new Worker(watch, { eval: true }).unref();
}
