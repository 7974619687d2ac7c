/** What every part of the doctor's examination is told. */
export interface Examination {
  /** As the gateway knows it: its real path. */
  workspace: string;
  /** Folder of the take store. */
  takes: string;
  /** Whether slots are to speak. */
  speak: boolean;
  signal: AbortSignal;
  /** Told how far a slot has come. */
  progress: (slot: string, text: string) => void;
}
