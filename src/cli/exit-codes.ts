/** What the process answers to its caller: the one table. `--help` prints it, and docs/reference/command-line.md is made from it. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  failed: 3,
  partial: 4,
  cancelled: 5,
  timedOut: 6,
  refused: 7,
  waitingForPerson: 8,
  unreachable: 9,
  unauthorized: 10,
  notFound: 11,
  invalidInput: 12,
  unknown: 13,
  forbidden: 14,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  [exitCodes.ok]: 'done; a watched execution COMPLETED',
  [exitCodes.error]: 'something that no other code names; the message says what',
  [exitCodes.usage]: 'unknown command, flag or argument',
  [exitCodes.failed]: 'the execution FAILED',
  [exitCodes.partial]: 'the execution ended PARTIAL; a cancelled one too, when servers of it are up',
  [exitCodes.cancelled]: 'the execution was CANCELLED, and no server of it is up',
  [exitCodes.timedOut]: 'the execution TIMED_OUT',
  [exitCodes.refused]: 'refused: nothing was started, or the action is not allowed now; every reason is told',
  [exitCodes.waitingForPerson]: 'with --exit-at-gate or --wait: a person is needed before it goes on',
  [exitCodes.unreachable]: 'the server does not answer',
  [exitCodes.unauthorized]: 'the token is missing or wrong',
  [exitCodes.notFound]: 'no such plan, group, execution or wave',
  [exitCodes.invalidInput]: 'a file or value is wrong; nothing was saved',
  [exitCodes.unknown]: 'check: nothing is known against a start, but not everything could be checked',
  [exitCodes.forbidden]: 'the token is known, and its role does not allow this; nothing was done',
  [exitCodes.interrupted]: 'Ctrl-C: what was watched goes on without us',
};
