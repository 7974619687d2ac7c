import { readFile } from 'node:fs/promises';
import type { FilePosition } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { findNodeAtLocation, type Node, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { issueWords } from './issue-words.ts';

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
  const sound = parseSound(source, schema);
  if (sound !== undefined) return ok(sound.data);
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
  const issues = schema.safeParse(JSON.parse(source), { error: issueWords }).error?.issues ?? [];
  const outer = causeAmong(issues);
  if (outer === undefined) throw new Error('a failed parse without an issue');
  const issue = withinUnion(outer);
  const { offset, found } = describeIssue(issue, tree, schema);
  return fail({
    kind: 'bad-settings',
    doing,
    at: { file, ...positionOf(source, offset) },
    found,
    remedy: 'Correct it there.',
  });
}

/** What a file without a fault says; the tree that tells where a fault is takes far more memory. */
function parseSound<S extends z.ZodType>(
  source: string,
  schema: S,
): { data: z.output<S> } | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(source));
    return parsed.success ? { data: parsed.data } : undefined;
  } catch {
    return undefined;
  }
}

type Path = (string | number)[];

/** A misspelt name is the cause where a value is missing too. */
function causeAmong(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
}

/** What is wrong within the one member of a union whose kind the value has; the issue itself where none has. */
function withinUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const ofKind = issue.errors.filter(
    ([first]) =>
      first !== undefined &&
      (first.path.length > 0 || !['invalid_type', 'invalid_value'].includes(first.code)),
  );
  const inner = causeAmong(ofKind[0] ?? []);
  if (inner === undefined || ofKind.length > 1) return issue;
  return withinUnion({ ...inner, path: [...issue.path, ...inner.path] });
}

/** Where an issue is, and what it is in a user's words. */
function describeIssue(
  issue: z.core.$ZodIssue,
  tree: Node,
  schema: z.ZodType,
): { offset: number; found: string } {
  const path = issue.path as Path;
  const field = path.length === 0 ? '' : `"${path.join('.')}": `;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = fieldsOf(schema, path).filter((name) => name !== '$schema');
    const choice = known.length === 0 ? '' : `; ${choiceOf(known)}`;
    const property = findNodeAtLocation(tree, [...path, key])?.parent;
    const { offset } = property ?? nearestNode(tree, path);
    return { offset, found: `${field}there is no "${key}"${choice}` };
  }
  const { offset } = nearestNode(tree, path);
  // A schema's own words on what is missing say more, and so do the values that there are to choose from.
  const saysMore =
    issue.code === 'custom' ||
    (issue.code === 'invalid_union' && issue.discriminator !== undefined);
  const isMissing = !saysMore && path.length > 0 && findNodeAtLocation(tree, path) === undefined;
  return { offset, found: isMissing ? `${field}it is missing` : `${field}${issue.message}` };
}

function choiceOf(names: readonly string[]): string {
  return names.length === 1 ? `there is only "${names[0]}"` : `there are ${names.join(', ')}`;
}

/** The names that an object at a path may have, where the schema names them. */
function fieldsOf(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema;
  for (const name of path) at = memberOf(at, name);
  return Object.keys(shapeOf(at) ?? {});
}

/** A schema's parts, whatever kind of schema it is. */
interface SchemaParts {
  shape?: Record<string, unknown>;
  def?: {
    innerType?: unknown;
    options?: readonly unknown[];
    valueType?: unknown;
    element?: unknown;
  };
}

/** The schema of what stands under a name, or at an index. */
function memberOf(schema: unknown, name: string | number): unknown {
  const { def = {} } = (schema ?? {}) as SchemaParts;
  if (def.options !== undefined) {
    return def.options.map((option) => memberOf(option, name)).find((found) => found !== undefined);
  }
  return typeof name === 'number' ? def.element : (shapeOf(schema)?.[name] ?? def.valueType);
}

/** The fields of an object's schema, within whatever makes it optional, gives it a default or offers a choice. */
function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const { shape, def = {} } = (schema ?? {}) as SchemaParts;
  if (shape !== undefined) return shape;
  if (def.options !== undefined) return def.options.map(shapeOf).find((found) => found);
  return def.innerType === undefined ? undefined : shapeOf(def.innerType);
}

/** The node at the path, or its nearest parent that the file has. */
function nearestNode(tree: Node, path: Path): Node {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth));
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
