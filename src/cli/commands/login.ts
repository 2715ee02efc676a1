import { buildCommand } from '@stricli/core';
import { createClient } from '../../api/client.ts';
import { redirectPorts } from '../../api/hosted-sign-in.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connectionFlags, serverAddress } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { type KeptSignIn, openSignIn } from '../sign-in/kept-sign-in.ts';

type LoginFlags = Pick<ConnectionFlags, 'server'>;

/** Cognito's own page is valid for less. */
const WAIT_SECONDS = 600;

async function login(context: CliContext, flags: LoginFlags): Promise<ExitCode> {
  const server = await serverAddress(context, flags);
  const ended = Promise.withResolvers<ExitCode>();
  let signIn: KeptSignIn | undefined;
  const listener = await context.awaitBrowser(redirectPorts, async (search) => {
    if (signIn === undefined || !(await signIn.finish(search))) {
      return 'Not signed in. Begin again from the address in the terminal, or end the command there (Ctrl-C).';
    }
    const code = await reportSignIn(context, server, signIn);
    ended.resolve(code);
    return code === exitCodes.ok ? 'Signed in. This page can be closed.' : 'Not signed in: the terminal says why.';
  });
  if (listener === undefined) {
    printError(context, `The ports ${redirectPorts.join(', ')} of this machine are taken: one of them must be free.`);
    return exitCodes.error;
  }
  try {
    signIn = await openSignIn(context, server, `http://localhost:${listener.port}/`);
    if (signIn === undefined) {
      printError(
        context,
        `${server} must be an https address, and HOME be set: a token goes over TLS and into a file.`,
      );
      return exitCodes.invalidInput;
    }
    if (!(await signIn.isThere())) {
      printError(context, `${server} has no sign-in: it takes a token, by --token or BREAKWATER_TOKEN.`);
      return exitCodes.invalidInput;
    }
    await sendToBrowser(context, await signIn.begin(), listener.port);
    return await untilSignedIn(context, ended);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return reportFailure(context, { server }, { kind: 'unreachable', message, sent: false });
  } finally {
    listener.close();
  }
}

async function sendToBrowser(context: CliContext, address: string, port: number): Promise<void> {
  if (await context.openBrowser(address)) {
    print(context, 'Sign in in the browser that has opened.');
    return;
  }
  context.stderr.write(
    'No browser could be started here. Open this address in one on this machine. From another machine\n',
  );
  context.stderr.write(`it comes back here while a tunnel is open:  ssh -L ${port}:localhost:${port} THIS-MACHINE\n`);
  print(context, address);
}

const untilSignedIn = async (context: CliContext, ended: PromiseWithResolvers<ExitCode>): Promise<ExitCode> => {
  const stopped = new AbortController();
  const restore = context.onInterrupt(() => ended.resolve(exitCodes.interrupted));
  const late = async (): Promise<ExitCode> => {
    await context.sleep(WAIT_SECONDS, stopped.signal);
    if (!stopped.signal.aborted) printError(context, 'Nobody has signed in for ten minutes.');
    return exitCodes.unauthorized;
  };
  try {
    return await Promise.race([ended.promise, late()]);
  } finally {
    stopped.abort();
    restore();
  }
};

/** Who it is, in the server's own words. */
async function reportSignIn(context: CliContext, server: string, signIn: KeptSignIn): Promise<ExitCode> {
  const token = await signIn.token();
  if (token === undefined) {
    printError(context, 'Cognito did not accept the sign-in; begin again.');
    return exitCodes.unauthorized;
  }
  const me = await createClient({ baseUrl: server, fetch: context.fetch, token }).getMe();
  if (!me.ok) return reportFailure(context, { server }, me.failure);
  const { actor, roles } = me.value;
  print(context, `Signed in at ${server} as ${actor} (${roles.length === 0 ? 'no role yet' : roles.join(', ')}).`);
  return exitCodes.ok;
}

async function logout(context: CliContext, flags: LoginFlags): Promise<ExitCode> {
  const server = await serverAddress(context, flags);
  const signIn = await openSignIn(context, server);
  if (signIn?.isSignedIn() !== true) {
    print(context, `Nobody is signed in at ${server} here.`);
    return exitCodes.ok;
  }
  const isEnded = await signIn.forget();
  print(context, `Signed out of ${server}.`);
  if (!isEnded)
    printError(
      context,
      'Cognito did not answer: the sign-in, forgotten here, ends there by itself within twelve hours.',
    );
  return exitCodes.ok;
}

const flags = { server: connectionFlags.server } as const;

export const loginCommand = buildCommand<LoginFlags, [], CommandScope>({
  func: act(login),
  parameters: { flags },
  docs: docsOf(
    'Sign in to a Breakwater in AWS',
    'Opens the sign-in page in the browser. The sign-in is kept for this server, in a file of the config folder that only you can read, and renewed for twelve hours.',
    './breakwater login --server https://d111111abcdef8.cloudfront.net',
  ),
});

export const logoutCommand = buildCommand<LoginFlags, [], CommandScope>({
  func: act(logout),
  parameters: { flags },
  docs: docsOf(
    'End the sign-in',
    'Forgets it here, and ends it at Cognito.',
    './breakwater logout --server https://d111111abcdef8.cloudfront.net',
  ),
});
