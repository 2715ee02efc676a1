import { buildCommand } from '@stricli/core';
import { act, docsOf, httpAddress, text, wholeNumber } from '../command.ts';
import { defaultDataFolder, defaultPort } from '../connection.ts';
import type { CliContext, CommandScope, ServeOptions } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

interface ServeFlags {
  readonly port: number;
  readonly data: string;
  readonly homeAccount?: string;
  readonly account?: readonly ServeOptions['accounts'][number][];
  readonly endpoint?: string;
}

const serve = (context: CliContext, flags: ServeFlags): Promise<ExitCode> =>
  context.serve({
    port: flags.port,
    data: flags.data,
    accounts: flags.account ?? [],
    ...(flags.homeAccount !== undefined && { homeAccountId: flags.homeAccount }),
    ...(flags.endpoint !== undefined && { endpoint: flags.endpoint }),
  });

const accountIdOf = (input: string): string => {
  if (!/^\d{12}$/.test(input)) throw new SyntaxError('an AWS account id has 12 digits');
  return input;
};

/** `111122223333=arn:aws:iam::111122223333:role/Name`, and `,EXTERNALID` where the role wants one. */
const accountOf = (input: string): ServeOptions['accounts'][number] => {
  const parts = /^(\d{12})=(arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+?)(?:,external-id=([\w+=,.@:/-]+))?$/.exec(
    input,
  );
  const [, accountId, roleArn, roleAccountId, externalId] = parts ?? [];
  if (accountId === undefined || roleArn === undefined) {
    throw new SyntaxError('must look like 111122223333=arn:aws:iam::111122223333:role/Name');
  }
  if (roleAccountId !== accountId)
    throw new SyntaxError(`the role is of account ${roleAccountId}, not of ${accountId}`);
  return { accountId, roleArn, ...(externalId !== undefined && { externalId }) };
};

export const serveCommand = buildCommand<ServeFlags, [], CommandScope>({
  func: act(serve),
  parameters: {
    flags: {
      port: {
        kind: 'parsed',
        parse: wholeNumber(0, 65_535),
        default: String(defaultPort),
        placeholder: 'PORT',
        brief: 'Port on 127.0.0.1',
      },
      data: {
        kind: 'parsed',
        parse: text,
        default: defaultDataFolder,
        placeholder: 'FOLDER',
        brief: 'Folder of the database and the token; made when missing',
      },
      homeAccount: {
        kind: 'parsed',
        parse: accountIdOf,
        optional: true,
        placeholder: 'ACCOUNT',
        brief: 'Account of your own credentials; AWS is asked when absent',
      },
      account: {
        kind: 'parsed',
        parse: accountOf,
        optional: true,
        variadic: true,
        placeholder: 'ACCOUNT=ROLEARN',
        brief: 'A further account and the role to take there (,external-id=ID when it wants one); repeat for each',
      },
      endpoint: {
        kind: 'parsed',
        parse: httpAddress,
        optional: true,
        placeholder: 'URL',
        brief: 'Address of a simulator instead of AWS',
      },
    },
  },
  docs: docsOf(
    'Run the server on this machine, against AWS',
    'Uses the default AWS credentials of this machine. Listens on the loopback address only.',
    './breakwater serve --data ~/breakwater',
    './breakwater serve --account 444455556666=arn:aws:iam::444455556666:role/RecoveryOperator',
    './breakwater serve --endpoint http://127.0.0.1:7701 --home-account 111122223333',
  ),
});
