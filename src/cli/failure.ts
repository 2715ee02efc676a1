/** The one place that turns a failed call into words and an exit code. */

import type { Problem } from '../api/contract.ts';
import type { Failure } from '../api/exchange.ts';
import { pathText } from '../domain/field-path.ts';
import { shortened } from '../domain/names.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { clean } from './render/clean.ts';
import { refusalLines } from './render/refusal-lines.ts';
import { isFunctionArn } from './server-name.ts';

/** Prints what went wrong on stderr, and gives the exit code for it. */
export function reportFailure(
  context: CliContext,
  { server, missingToken, signInCommand }: Pick<Connection, 'server' | 'missingToken' | 'signInCommand'>,
  failure: Failure,
): ExitCode {
  switch (failure.kind) {
    case 'unreachable':
      printError(context, `No answer from ${server}: ${failure.message}`);
      if (isFunctionArn(server)) {
        printError(
          context,
          'It is called with the AWS credentials of this machine (AWS_PROFILE, …), which need lambda:InvokeFunction on it.',
        );
        return exitCodes.unreachable;
      }
      printError(
        context,
        `Is it running? Start it as it was started before: npm start, or ./breakwater serve   (or name another one with --server)`,
      );
      return exitCodes.unreachable;
    case 'not-understood':
      printError(context, `${server}: ${failure.message}`);
      return exitCodes.error;
    case 'problem':
      if (failure.problem.status === 401 && missingToken !== undefined) {
        printError(context, `No token was sent: there is none in ${missingToken}`);
      }
      if (failure.problem.status === 401 && signInCommand !== undefined) {
        printError(context, `Nobody is signed in at ${server}, or no longer (401).`);
        printError(context, `Sign in: ${signInCommand}   (or give a token with --token or BREAKWATER_TOKEN)`);
        return exitCodes.unauthorized;
      }
      return reportProblem(context, failure.problem);
  }
}

export function reportProblem(context: CliContext, problem: Problem): ExitCode {
  if (problem.status === 401) {
    printError(context, 'The server does not accept the token (401).');
    printError(context, 'Give it with --token or BREAKWATER_TOKEN, or name the data folder of the server with --data.');
    return exitCodes.unauthorized;
  }
  printError(context, problem.detail);
  printSome(
    context,
    (problem.errors ?? []).map(
      ({ path, message }) => `  ${readable(path.length === 0 ? message : `${inputText(path)}: ${message}`)}`,
    ),
  );
  for (const line of refusalLines(problem.refusals ?? [])) printError(context, line);
  printError(context, problem.remedy);
  return exitCodeOf(problem.status);
}

/** The execution itself says that it cannot be done; nothing was asked of the server. */
export function reportNotAllowed(
  context: CliContext,
  { command }: Pick<Connection, 'command'>,
  executionId: string,
  why: string,
): ExitCode {
  printError(context, why);
  printError(context, `Where it stands, and what is possible: ${command(`describe execution ${executionId}`)}`);
  return exitCodes.refused;
}

const exitCodeOf = (status: number): ExitCode => {
  if (status === 403) return exitCodes.forbidden;
  if (status === 404) return exitCodes.notFound;
  if (status === 409) return exitCodes.refused;
  return status === 400 || status === 413 || status === 422 ? exitCodes.invalidInput : exitCodes.error;
};

/** A person mends the first of a thousand errors, and asks again. */
const errorsShown = 20;

/** The first few, and how many more there are. */
export function printSome(context: CliContext, lines: readonly string[]): void {
  for (const line of lines.slice(0, errorsShown)) printError(context, line);
  if (lines.length > errorsShown) printError(context, `… and ${lines.length - errorsShown} more`);
}

const wordCharacters = 80;
/** Of a length that can be read: what a file says is repeated in its errors, and it may say anything at any length. */
export const readable = (text: string): string =>
  shortened(text.replaceAll(/\S{81,}/gu, (word) => `${word.slice(0, wordCharacters - 1)}…`));

export const printError = (context: CliContext, line: string): void => context.stderr.write(`${clean(line)}\n`);
export const print = (context: CliContext, line: string): void => context.stdout.write(`${clean(line)}\n`);

/** Fields of requests that a person gives by a flag or an argument. */
const inputs: Readonly<Record<string, string>> = {
  acceptedInstanceDeletions: '--accept-deletion',
  acceptedInstances: '--include-adopted',
  accountId: 'ACCOUNT',
  confirmedPlanName: '--confirm',
  executionId: 'EXECUTION',
  planName: 'PLAN',
  reason: '--reason',
  recovery: '--recovery',
  sourceServerIds: '--servers',
  waveNumber: '--wave',
  'query.accountId': '--account',
  'query.name': '--name',
  'query.region': '--region',
  'query.state': '--state',
};

/** As it was typed: `--accept-deletion (number 2)`; as the request calls it where nobody typed it. */
function inputText([first, position, ...rest]: readonly (string | number)[]): string {
  const flag = first === 'query' && typeof position === 'string' ? inputs[`query.${position}`] : undefined;
  if (flag !== undefined) return flag;
  const input = typeof first === 'string' ? inputs[first] : undefined;
  if (first === undefined || input === undefined || rest.length > 0 || typeof position === 'string') {
    return pathText([first, position, ...rest].filter((part) => part !== undefined));
  }
  return position === undefined ? input : `${input} (number ${position + 1})`;
}
