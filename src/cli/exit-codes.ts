/** What the process answers to its caller: the one table; `--help` prints it. */
export const exitCodes = {
  /** Done; a watched execution COMPLETED. */
  ok: 0,
  /** Something that no other code names; the message says what. */
  error: 1,
  /** Unknown command, flag or argument. */
  usage: 2,
  /** The execution FAILED. */
  failed: 3,
  /** The execution ended PARTIAL. */
  partial: 4,
  /** The execution was CANCELLED. */
  cancelled: 5,
  /** The execution TIMED_OUT. */
  timedOut: 6,
  /** Nothing was started, or the action is not allowed now; every reason is told. */
  refused: 7,
  /** With --exit-at-gate or --wait: a person is needed before it goes on. */
  waitingForPerson: 8,
  /** The server does not answer. */
  unreachable: 9,
  /** The token is missing or wrong. */
  unauthorized: 10,
  /** No such plan, group or execution. */
  notFound: 11,
  /** A file or value is wrong; nothing was saved. */
  invalidInput: 12,
  /** Ctrl-C: what was watched goes on without us. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
