import type { Failure } from './failure.ts';

/** What a step that can fail in an expected way returns. Exceptions are left for bugs. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** A step's success, with what it made. */
export function ok(): Result<undefined>;
export function ok<T>(value: T): Result<T>;
export function ok(value?: unknown): Result<unknown> {
  return { ok: true, value };
}

/** A step's expected failure. */
export function fail(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
