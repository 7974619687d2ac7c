import type { TakeKey } from '@audiobook/model/digest';
import { getArtefact, putArtefact } from './answer-artefacts.ts';
import { getTake, putTake, whichTakes } from './answer-takes.ts';
import type { Exchange, ServerParts } from './server-parts.ts';

type Answer = (exchange: Exchange, parts: ServerParts) => Promise<void>;

/** A path with its id, as it stands in the request: nothing is decoded, so nothing can be hidden in it. */
const paths: readonly [RegExp, Record<string, (id: string) => Answer>][] = [
  [
    /^\/v1\/cache\/([0-9a-z]{1,100})$/,
    {
      GET: (hash) => (exchange, parts) => getArtefact(exchange, parts, hash),
      PUT: (hash) => (exchange, parts) => putArtefact(exchange, parts, hash),
    },
  ],
  [/^\/v1\/takes\/which$/, { POST: () => whichTakes }],
  [
    /^\/v1\/takes\/([0-9a-f]{64})$/,
    {
      GET: (key) => (exchange, parts) => getTake(exchange, parts, key as TakeKey),
      PUT: (key) => (exchange, parts) => putTake(exchange, parts, key as TakeKey),
    },
  ],
];

/** Who answers a request; or what is wrong with what it asks for. */
export function routeOf(
  method: string,
  url: string,
): { answer: Answer } | { status: 400 | 404 | 405; message: string } {
  for (const [pattern, methods] of paths) {
    const match = pattern.exec(url);
    if (match === null) continue;
    const answer = Object.hasOwn(methods, method) ? methods[method]?.(match[1] ?? '') : undefined;
    return answer ? { answer } : { status: 405, message: `there is no ${method} here` };
  }
  return /^\/v1\/(cache|takes)\//.test(url)
    ? { status: 400, message: 'this is no hash of a task, and no key of a take' }
    : { status: 404, message: 'there is nothing here' };
}
