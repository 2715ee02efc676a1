import { text } from './command.ts';

/** The one argument of the commands that are about an execution. */
export const executionArgument = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of the execution', parse: text, placeholder: 'EXECUTION' }],
} as const;

/** Of commands that show more than one execution without it. */
export const optionalExecutionArgument = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of an execution', parse: text, placeholder: 'EXECUTION', optional: true }],
} as const;
