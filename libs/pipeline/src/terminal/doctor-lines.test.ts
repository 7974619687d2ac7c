import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import { expect, it } from 'vitest';
import { doctorLines } from './doctor-lines.ts';
import { paintLine } from './styled-line.ts';

const check = (name: string, mark: DoctorCheck['mark'], found: string, remedy: string | null) => ({
  ...{ name, mark, found, remedy },
});

function painted(colours: boolean, ...checks: DoctorCheck[]): string[] {
  const slots = [{ name: 'box', kind: 'endpoint', engine: 'kokoro', checks }];
  const lines = doctorLines({ ok: true, places: [{ name: 'servers', checks: [], slots }] });
  return lines.map((line) => paintLine(line, { width: 200, colours }));
}

it('puts all that was found, and what to do, below each other', () => {
  const token = check('token', 'ok', 'TOKEN is set', null);
  expect(painted(false, token, check('box', 'wrong', 'it is\ngone', 'Look for it.'))).toEqual([
    'servers',
    '  box (endpoint, kokoro)',
    '    ✓ token  TOKEN is set',
    '    ✗ box    it is',
    '             gone',
    '             → Look for it.',
  ]);
});

it('colours the marks on a terminal, and nothing that a server said', () => {
  const [, , ok, notice, wrong] = painted(
    true,
    check('a', 'ok', '\x1b[31mred', null),
    check('b', 'notice', 'x', null),
    check('c', 'wrong', 'x', null),
  );
  expect(ok).toBe('    \x1b[32m✓\x1b[39m a   [31mred');
  expect(notice).toContain('\x1b[33m!\x1b[39m');
  expect(wrong).toContain('\x1b[31m✗\x1b[39m');
});
