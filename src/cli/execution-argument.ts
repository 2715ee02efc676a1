import { text } from './command.ts';

/** The one argument of the commands that are about an execution. */
export const executionArgument = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of the execution', parse: text, placeholder: 'EXECUTION' }],
} as const;
