import type { VoiceName } from '@audiobook/model/cast';

/** Speaks on any machine without a download; a new book is pinned to its model. */
export const defaultEngine = 'espeak-ng';

/** The voice of `voices/` that narrates a new book. */
export const defaultVoice = 'rehearsal' as VoiceName;
