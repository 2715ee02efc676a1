import { buildCommand } from '@stricli/core';
import type { Failure } from '../../api/exchange.ts';
import { signInLink } from '../../api/sign-in-link.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { openSignIn } from '../sign-in/kept-sign-in.ts';

interface OpenFlags extends ConnectionFlags {
  readonly print: boolean;
}

async function open(context: CliContext, flags: OpenFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const result = await connection.client.createSignInCode();
  if (!result.ok && isUnknownThere(result.failure) && (await isInAws(context, connection.server))) {
    printError(
      context,
      `${connection.server} makes no links that sign in: it is in AWS, and its page asks who you are.`,
    );
    printError(
      context,
      `Open ${connection.server} in a browser. Sign in for the command line: ${connection.command('login')}`,
    );
    return exitCodes.invalidInput;
  }
  if (!result.ok) return reportFailure(context, connection, result.failure);
  const link = signInLink(connection.server, result.value.code);
  if (!flags.print && (await context.openBrowser(link))) {
    print(context, `Opened the console of ${connection.server} in the browser.`);
    return exitCodes.ok;
  }
  if (!flags.print) context.stderr.write('No browser could be started here. This link opens the console, once:\n');
  print(context, link);
  return exitCodes.ok;
}

const isUnknownThere = (failure: Failure): boolean => failure.kind === 'problem' && failure.problem.status === 404;

const isInAws = async (context: CliContext, server: string): Promise<boolean> =>
  (await openSignIn(context, server))?.isThere() ?? false;

export const openCommand = buildCommand<OpenFlags, [], CommandScope>({
  func: act(open),
  parameters: {
    flags: {
      print: { kind: 'boolean', default: false, brief: 'Print the link, and start no browser' },
      ...connectionFlags,
    },
  },
  docs: docsOf(
    'Open the console in the browser, signed in',
    'Asks the server for a link that signs in: once, within ten minutes.',
    './breakwater open',
    './breakwater open --print',
  ),
});
