/** Options of Nx behind which targets stand. */
const targetOptions = new Set(['-t', '--target', '--targets']);

/** Commands of Nx that run targets that such an option names. */
const manyCommands = new Set(['run-many', 'affected']);

/**
 * The targets that an Nx command asks for by name: with `-t`, `run <project>:<target>` or
 * `<target> <project>`. What they depend on is not among them, nor is what follows `--`.
 *
 * @param argv Node's, with its program and Nx's before the command.
 */
export function askedTargets(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const words = argv.slice(2, end === -1 ? undefined : end);
  const at = words.findIndex((word) => !word.startsWith('-'));
  const command = words[at];
  if (command === undefined) return [];
  if (manyCommands.has(command)) return namedByOptions(words);
  if (command !== 'run') return [targetOf(command)];
  const task = words.slice(at + 1).find((word) => !word.startsWith('-'));
  return task === undefined ? [] : [targetOf(task)];
}

/** `-t a b`, `-t a,b`, `-t=a`, `--target a`, `--targets=a,b`. */
function namedByOptions(words: readonly string[]): string[] {
  let isTargets = false;
  return words.flatMap((word) => {
    const [option = '', ...value] = word.split('=');
    if (word.startsWith('-')) {
      isTargets = targetOptions.has(option);
      return isTargets ? split(value.join('=')) : [];
    }
    return isTargets ? split(word) : [];
  });
}

function split(names: string): string[] {
  return names.split(',').filter((name) => name !== '');
}

/** Of `project:target:configuration`, or of a target alone. */
function targetOf(task: string): string {
  const [first = '', target] = task.split(':');
  return target ?? first;
}
