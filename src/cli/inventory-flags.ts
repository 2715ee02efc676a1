import type { InstanceSearch } from '../domain/model/inventory.ts';
import { text } from './command.ts';

/** Where to look, of commands about the inventory. */
export interface WhereFlags {
  readonly account?: string;
  readonly region?: string;
}

export const whereFlags = {
  account: { kind: 'parsed', parse: text, optional: true, brief: 'Only in this account', placeholder: 'ACCOUNT' },
  region: { kind: 'parsed', parse: text, optional: true, brief: 'Only in this Region', placeholder: 'REGION' },
} as const;

export const whereOf = ({ account, region }: WhereFlags): Pick<InstanceSearch, 'accountId' | 'region'> => ({
  ...(account !== undefined && { accountId: account }),
  ...(region !== undefined && { region }),
});
