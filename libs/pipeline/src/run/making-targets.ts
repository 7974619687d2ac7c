/** The targets that make a book, or a part of one; what else there is looks at something, or prepares it. */
export const makingTargets: ReadonlySet<string> = new Set([
  'synthesize',
  'encode',
  'assemble',
  'publish',
]);
