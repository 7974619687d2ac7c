import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/** Of what JSON can hold, and whole numbers. */
const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/**
 * What zod finds wrong with a value, in a user's words; undefined where zod's own have to do. A schema's own
 * words come before these.
 */
export function issueWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wordsOfType(issue.expected, issue.input);
    case 'invalid_value':
      return `it has to be ${oneOf(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_small':
      return wordsOfBound(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive ? 'at least' : 'above',
      );
    case 'too_big':
      return wordsOfBound(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive ? 'at most' : 'below',
      );
    case 'invalid_key':
      return `the name is wrong: ${issue.issues[0]?.message}`;
    case 'invalid_union':
      return wordsOfUnion(issue);
    case 'invalid_format':
      return issue.format === 'regex' ? `it does not have the form ${issue.pattern}` : undefined;
    default:
      return undefined;
  }
}

function wordsOfType(expected: string, input: unknown): string | undefined {
  const wanted = kinds[expected];
  if (wanted === undefined) return undefined;
  if (expected === 'int' && typeof input === 'number') return `it has to be ${wanted}`;
  const given = input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input;
  return `it has to be ${wanted}, and is ${kinds[given] ?? given}`;
}

/** A number has the bound itself; of a text characters count, and of all else what it holds. */
function wordsOfBound(origin: string, bound: number, relation: string): string {
  if (origin === 'number' || origin === 'int') return `it has to be ${relation} ${bound}`;
  if (bound === 1 && relation === 'at least') return 'it is empty';
  return `it has to have ${relation} ${bound} ${origin === 'string' ? 'characters' : 'entries'}`;
}

function wordsOfUnion(issue: Extract<RawIssue, { code: 'invalid_union' }>): string | undefined {
  const { options = [] } = issue as { options?: readonly unknown[] };
  const allowed =
    options.length > 0
      ? options.map((option) => JSON.stringify(option))
      : issue.errors.flatMap(([first]) => allowedBy(first));
  return allowed.length === 0 ? undefined : `it has to be ${oneOf(allowed)}`;
}

/** What one member of a union would have had. */
function allowedBy(issue: z.core.$ZodIssue | undefined): string[] {
  if (issue === undefined || issue.path.length > 0) return [];
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
  return issue.code === 'invalid_type' ? [kinds[issue.expected] ?? issue.expected] : [];
}

/** `"a", "b" or "c"`. */
function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
