import { text } from './command.ts';

export const accountArgument = {
  kind: 'tuple',
  parameters: [{ brief: 'Id of the account', parse: text, placeholder: 'ACCOUNT' }],
} as const;
