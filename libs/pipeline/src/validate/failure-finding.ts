import { relative } from 'node:path';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import type { BookPaths } from '../book/book-paths.ts';
import type { Finding } from './finding.ts';

/** A failure to read a book's sources, as what is found wrong with them. */
export function failureFinding(
  book: Pick<BookPaths, 'workspace' | 'book'>,
  failure: Failure,
  chapter: string | null = null,
): Finding {
  const base = { check: 'files', severity: 'error', text: '', chapter } as const;
  const named = (file: string) => relative(book.workspace, file);
  switch (failure.kind) {
    case 'bad-settings': {
      const { at, found, remedy } = failure;
      return { ...base, ...at, file: named(at.file), found, remedy };
    }
    case 'bad-file': {
      const { file, found, remedy } = failure;
      return { ...base, file: named(file), line: 1, column: 1, found, remedy };
    }
    case 'bad-request':
    case 'engine-failed':
    case 'engine-busy':
    case 'encoder-failed':
    case 'budget-spent': {
      const { found, remedy } = failure;
      return { ...base, file: named(book.book), line: 1, column: 1, found, remedy };
    }
    default: {
      const found = describeFailure(failure);
      return { ...base, file: named(book.book), line: 1, column: 1, found, remedy: '' };
    }
  }
}
