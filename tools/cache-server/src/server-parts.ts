import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Allotment } from './allotment.ts';
import type { Limits } from './settings.ts';
import type { EntryStore } from './store/entry-store.ts';
import type { StoreSpace } from './store-space.ts';
import type { Access } from './token.ts';
import type { UploadTurns } from './upload-turns.ts';

/** What all requests share. */
export interface ServerParts {
  store: EntryStore;
  space: StoreSpace;
  limits: Limits;
  turns: UploadTurns;
  /** Bytes of takes that are looked at in memory at a time. */
  memory: Allotment;
  /** Bytes of takes that are kept in memory while they are sent; others are read from the store again. */
  sending: Allotment;
  log: (line: string) => void;
}

/** A request that may be answered. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  access: Access;
}
