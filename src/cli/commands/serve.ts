import { buildCommand } from '@stricli/core';
import { act, docsOf, httpAddress, text, wholeNumber } from '../command.ts';
import { defaultDataFolder, defaultPort } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

interface ServeFlags {
  readonly port: number;
  readonly data: string;
  readonly endpoint?: string;
}

const serve = (context: CliContext, flags: ServeFlags): Promise<ExitCode> =>
  context.serve({
    port: flags.port,
    data: flags.data,
    ...(flags.endpoint !== undefined && { endpoint: flags.endpoint }),
  });

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
    'With the default AWS credentials of this machine it reaches the accounts that are registered (kind: Account in a plan file), and no other. Listens on the loopback address only. A simulator takes any credentials, but some there must be.',
    './breakwater serve --data ~/breakwater',
    'AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any ./breakwater serve --endpoint http://127.0.0.1:7701',
  ),
});
