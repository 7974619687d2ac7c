import { beforeAll, describe, expect, it } from 'vitest';
import { ResidentProgram } from './resident-program.ts';

let program: ResidentProgram;

beforeAll(async () => {
  program = await ResidentProgram.load();
});

/** Runs espeak-ng on a text, and gives what it wrote. */
function run(args: string[], text: string) {
  let rest = Buffer.from(text);
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  const status = program.run(args, {
    read: (capacity) => {
      const part = rest.subarray(0, capacity);
      rest = rest.subarray(capacity);
      return part;
    },
    write: (bytes) => output.push(Buffer.from(bytes)),
    complain: (bytes) => complaints.push(Buffer.from(bytes)),
  });
  return { status, output: Buffer.concat(output), complaints: Buffer.concat(complaints) };
}

describe('ResidentProgram', () => {
  it('reads, writes and ends as a program does', () => {
    const phonemes = run(['-q', '-x', '-v', 'en', '--stdin'], 'Hello.\n');
    expect(phonemes).toMatchObject({ status: 0, output: Buffer.from("h@l'oU\n") });
    const unknown = run(['-v', 'nowhere'], '');
    expect(unknown.status).toBe(1);
    expect(unknown.complaints.toString()).toContain('voice does not exist');
    expect(run(['--help'], '').status).toBe(0);
  });

  it('restore() puts back every byte that a run changed, however much it needed', () => {
    const pristine = program.image();
    const before = Buffer.from(program.memory());
    const long = 'Long, long text (with brackets), again and again; no end of it. '.repeat(50);
    for (const text of ['Short.', long, 'Привет, 日本語. ', 'a'.repeat(1_500)]) {
      run(['-b', '1', '-v', 'fr+f3', '--stdout', '--stdin'], text);
      expect(before.equals(program.memory())).toBe(false);
      program.restore(pristine);
      expect(before.equals(program.memory())).toBe(true);
    }
  });
});
