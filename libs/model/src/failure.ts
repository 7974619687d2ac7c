import type { SegmentId } from './digest.ts';

/** A place in a file that a person edits; line and column count from 1. */
export interface FilePosition {
  file: string;
  line: number;
  column: number;
}

/** A segment that could not be spoken, with what every attempt said. */
export interface SegmentFailure {
  segment: SegmentId;
  text: string;
  reasons: string[];
}

/**
 * Everything that is expected to go wrong.
 *
 * `doing` says what was being done ("reading the cast of absalon"), `found` what was found
 * instead of what was needed, `remedy` what the user does next.
 */
export type Failure =
  | { kind: 'bad-file'; doing: string; file: string; found: string; remedy: string }
  | { kind: 'bad-settings'; doing: string; at: FilePosition; found: string; remedy: string }
  | { kind: 'bad-request'; doing: string; found: string; remedy: string }
  /**
   * The engine does not work at all. `begun`: it had begun on a text, which may be the cause. `loading`: it will,
   * when its model is loaded.
   */
  | {
      kind: 'engine-failed';
      doing: string;
      found: string;
      remedy: string;
      begun?: boolean;
      loading?: boolean;
    }
  /** The engine works, and has too much to do; `retrySeconds` where it says when to ask again. */
  | { kind: 'engine-busy'; doing: string; found: string; remedy: string; retrySeconds?: number }
  /** The engine works, but not with this text; one reason for each attempt. */
  | { kind: 'speech-failed'; doing: string; reasons: string[]; remedy: string }
  /** The money for it is spent, or will be on what is held for it. What was spoken is kept. */
  | { kind: 'budget-spent'; doing: string; found: string; remedy: string }
  | { kind: 'encoder-failed'; doing: string; found: string; remedy: string }
  | { kind: 'segments-failed'; doing: string; segments: SegmentFailure[]; remedy: string }
  | { kind: 'cancelled'; doing: string };

/** A failure as the lines a user reads, without a trailing line break. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'bad-file':
      return lines(failure.doing, `${failure.file}: ${failure.found}`, failure.remedy);
    case 'bad-settings': {
      const { file, line, column } = failure.at;
      return lines(failure.doing, `${file}:${line}:${column}: ${failure.found}`, failure.remedy);
    }
    case 'bad-request':
    case 'engine-failed':
    case 'engine-busy':
    case 'budget-spent':
    case 'encoder-failed':
      return lines(failure.doing, failure.found, failure.remedy);
    case 'speech-failed':
      return lines(failure.doing, failure.reasons.join('\n'), failure.remedy);
    case 'segments-failed':
      return lines(failure.doing, failure.segments.map(describeSegment).join('\n'), failure.remedy);
    case 'cancelled':
      return `Stopped while ${failure.doing}.`;
    default:
      return failure satisfies never;
  }
}

function describeSegment({ segment, text, reasons }: SegmentFailure): string {
  return [`segment ${segment} “${text}”`, ...reasons.map((reason) => `  ${reason}`)].join('\n');
}

function lines(doing: string, found: string, remedy: string): string {
  return `Failed while ${doing}:\n${indent(found)}\n${indent(`→ ${remedy}`)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
