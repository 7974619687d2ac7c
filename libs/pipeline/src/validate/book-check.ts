import type { CheckedBook } from './checked-book.ts';
import type { Finding } from './finding.ts';

/** What a check finds; which check it was is added to it. */
export type BookFinding = Omit<Finding, 'check'>;

/** One thing that is looked for in a book as a whole. */
export interface BookCheck {
  /** Named in reports. */
  name: string;
  /** Reads at most the files that the findings are about. */
  check(book: CheckedBook): Promise<BookFinding[]>;
}
