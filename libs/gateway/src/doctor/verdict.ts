import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import { describeFailure, type Failure } from '@audiobook/model/failure';

/** What a check comes to. */
export const verdict = {
  ok: (name: string, found: string): DoctorCheck => ({ name, mark: 'ok', found, remedy: null }),
  notice: (name: string, found: string, remedy: string | null = null): DoctorCheck => ({
    ...{ name, mark: 'notice', found, remedy },
  }),
  wrong: (name: string, found: string, remedy: string): DoctorCheck => ({
    ...{ name, mark: 'wrong', found, remedy },
  }),
  /** Something failed: what was being done is said too. */
  failed(name: string, failure: Failure): DoctorCheck {
    if (!('remedy' in failure)) {
      return { name, mark: 'wrong', found: describeFailure(failure), remedy: null };
    }
    return { name, mark: 'wrong', found: foundOf(failure), remedy: failure.remedy };
  },
};

function foundOf(failure: Exclude<Failure, { kind: 'cancelled' }>): string {
  const { doing } = failure;
  switch (failure.kind) {
    case 'bad-settings': {
      const { file, line, column } = failure.at;
      return `${doing}: ${file}:${line}:${column}: ${failure.found}`;
    }
    case 'bad-file':
      return `${doing}: ${failure.file}: ${failure.found}`;
    case 'speech-failed':
      return `${doing}: ${failure.reasons.join('\n')}`;
    case 'segments-failed':
      return doing;
    default:
      return `${doing}: ${failure.found}`;
  }
}
