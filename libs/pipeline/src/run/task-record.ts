import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import { PublishedBook } from '@audiobook/model/run-record';
import { z } from 'zod';
import type { EmitEvent, SpokenChapter } from '../stage-event.ts';

/** Where the records of the Nx runs of a workspace lie, one folder a run. */
export function runsFolder(workspace: string): string {
  return join(workspace, '.audiobook', 'runs');
}

const count = z.number().int().min(0);

/** What one task of an Nx run did, or is doing. */
export const TaskRecord = z.strictObject({
  project: z.string(),
  target: z.string(),
  /** `stopped`: before its end, from outside. */
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  wallSeconds: z.number().min(0),
  counts: z
    .strictObject({
      segments: count,
      spoken: count,
      reused: count,
      failed: count,
      charactersSpoken: count,
      audioSeconds: z.number().min(0),
    })
    .optional(),
  /** The book that it published. */
  published: PublishedBook.optional(),
  /** What kind of failure it was. */
  failureKind: z.string().optional(),
  /** Why it failed and what to do, as the user reads it. */
  failure: z.string().optional(),
});
export type TaskRecord = z.infer<typeof TaskRecord>;

/** The task that a record is of. */
export interface TaskIdentity {
  workspace: string;
  /** The Nx run, as `startRun` named it; without one nothing is recorded. */
  run: string | undefined;
  project: string;
  target: string;
}

/** Keeps one task's record, so that the run's summary can be put together whatever happens. */
export interface TaskRecorder {
  emit: EmitEvent;
  begin(): Promise<void>;
  end(failure?: Failure): Promise<void>;
}

export function recordTask({ workspace, run, project, target }: TaskIdentity): TaskRecorder {
  const began = Date.now();
  let counts: SpokenChapter | undefined;
  let published: PublishedBook | undefined;
  const write = async (state: TaskRecord['state'], failure?: Failure) => {
    if (run === undefined) return;
    const record: TaskRecord = { project, target, state, wallSeconds: (Date.now() - began) / 1000 };
    if (counts !== undefined) record.counts = counts;
    if (published !== undefined) record.published = published;
    if (failure !== undefined) {
      record.failureKind = failure.kind;
      record.failure = describeFailure(failure);
    }
    await writeJson(join(runsFolder(workspace), run, `${project}.${target}.json`), record);
  };
  return {
    emit(event) {
      if (event.kind === 'counted') counts = event.counts;
      else if (event.kind === 'published') published = event.book;
    },
    begin: () => write('running'),
    end: (failure) => write(endOf(failure), failure),
  };
}

function endOf(failure: Failure | undefined): TaskRecord['state'] {
  if (failure === undefined) return 'done';
  return failure.kind === 'cancelled' ? 'stopped' : 'failed';
}
