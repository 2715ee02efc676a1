/** Every page of the console, and a text that is there when it is ready. */
export interface ConsolePage {
  readonly name: string;
  readonly path: (executionId: string) => string;
  readonly ready: string | RegExp;
}

const ofExecution = (tab: string, ready: string | RegExp): ConsolePage => ({
  name: `execution-${tab}`,
  path: (executionId) => `/executions/${executionId}?tab=${tab}`,
  ready,
});

export const consolePages: readonly ConsolePage[] = [
  { name: 'overview', path: () => '/', ready: 'Recent results' },
  { name: 'executions', path: () => '/executions', ready: 'Started by' },
  ofExecution('timeline', 'critical path'),
  ofExecution('graph', /of \d+ servers/),
  ofExecution('servers', 'Last observed'),
  ofExecution('events', 'What happened'),
  ofExecution('logs', 'JOB_START'),
];
