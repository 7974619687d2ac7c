/** What is waited for, in milliseconds. */
export interface EndpointLimits {
  /** For a connection. */
  connectMs: number;
  /** For an answer on the server's state. */
  probeMs: number;
  /** For speech: its whole answer, with the time that it waits in the server's own line. */
  answerMs: number;
}

export const defaultLimits: EndpointLimits = {
  connectMs: 5_000,
  probeMs: 10_000,
  answerMs: 120_000,
};
