import { readFile } from 'node:fs/promises';
import type { FilePosition } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { findNodeAtLocation, type Node, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';

/** What is read, for messages: `doing` completes "Failed while …". */
export interface SettingsFile<S extends z.ZodType> {
  file: string;
  schema: S;
  doing: string;
  /** Used when the file does not exist; without it, that is a failure. */
  absent?: z.input<S>;
}

/** Reads a JSON file that people edit. A failure names file, line and column. */
export async function readSettings<S extends z.ZodType>(
  settings: SettingsFile<S>,
): Promise<Result<z.output<S>>> {
  const { file, schema, doing, absent } = settings;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && absent !== undefined) return ok(schema.parse(absent));
    return fail({
      kind: 'bad-file',
      doing,
      file,
      found: missing ? 'there is no such file' : (error as Error).message,
      remedy: 'Create the file, or restore it with git.',
    });
  }
  return parseSettings(text, settings);
}

/** The same for text that was read already. */
export function parseSettings<S extends z.ZodType>(
  text: string,
  { file, schema, doing }: SettingsFile<S>,
): Result<z.output<S>> {
  const source = text.replace(/^\uFEFF/, '');
  const errors: { error: number; offset: number; length: number }[] = [];
  const tree = parseTree(source, errors, { disallowComments: true });
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    return fail({
      kind: 'bad-settings',
      doing,
      at: { file, ...positionOf(source, error?.offset ?? 0) },
      found: `this is not JSON: ${error === undefined ? 'the file is empty' : wordsOf(printParseErrorCode(error.error))}`,
      remedy: 'Correct the JSON there.',
    });
  }
  const parsed = schema.safeParse(JSON.parse(source));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  if (issue === undefined)
    throw new Error('a failed parse without an issue', { cause: parsed.error });
  const offset = nearestNode(tree, issue.path).offset;
  const field = issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  return fail({
    kind: 'bad-settings',
    doing,
    at: { file, ...positionOf(source, offset) },
    found: `${field}${issue.message}`,
    remedy: 'Correct the value there.',
  });
}

/** The node at the path, or its nearest parent that the file has. */
function nearestNode(tree: Node, path: PropertyKey[]): Node {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth) as (string | number)[]);
    if (node !== undefined) return node;
  }
  return tree;
}

function positionOf(text: string, offset: number): Omit<FilePosition, 'file'> {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** `CommaExpected` → `comma expected`. */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();
}
