import { homedir } from 'node:os';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { takeStoreRoot } from '@audiobook/takes/take-store-location';
import type { EmitEvent } from './stage-event.ts';

/** The folder of this user's take store. */
export function userStoreRoot(workspace: string): string {
  const { env, platform } = process;
  return takeStoreRoot({ env, platform, home: homedir(), workspaceRoot: workspace });
}

/** Opens this user's take store; takes found damaged are told as notices. */
export function openUserStore(workspace: string, emit: EmitEvent): TakeStore {
  return openTakeStore(userStoreRoot(workspace), {
    onDamaged: ({ key, reason }) =>
      emit({
        kind: 'notice',
        message: `The take ${key} is damaged (${reason}) and is made again.`,
      }),
  });
}
