import { buildApplication, buildRouteMap, run, ExitCode as StricliCode, type StricliProcess } from '@stricli/core';
import { applyCommand } from './commands/apply.ts';
import { cancelCommand } from './commands/cancel.ts';
import { cleanUpCommand } from './commands/cleanup.ts';
import { drillCommand } from './commands/drill.ts';
import { eventsCommand } from './commands/events.ts';
import { getExecutionCommand } from './commands/get-execution.ts';
import { getCleanUpsCommand, getExecutionsCommand } from './commands/get-executions.ts';
import { getGroupsCommand } from './commands/get-groups.ts';
import { getInstancesCommand } from './commands/get-instances.ts';
import { getPlanCommand, getPlansCommand } from './commands/get-plans.ts';
import { getServersCommand } from './commands/get-servers.ts';
import { pauseCommand } from './commands/pause.ts';
import { recoverCommand } from './commands/recover.ts';
import { resumeCommand } from './commands/resume.ts';
import { retryCommand } from './commands/retry.ts';
import { serveCommand } from './commands/serve.ts';
import { simulatorCommand } from './commands/simulator.ts';
import { skipCommand } from './commands/skip.ts';
import { watchCommand } from './commands/watch.ts';
import type { CliContext, CommandScope } from './context.ts';
import { exitCodes } from './exit-codes.ts';

const getRoutes = buildRouteMap({
  routes: {
    groups: getGroupsCommand,
    plans: getPlansCommand,
    plan: getPlanCommand,
    executions: getExecutionsCommand,
    execution: getExecutionCommand,
    servers: getServersCommand,
    instances: getInstancesCommand,
    'clean-ups': getCleanUpsCommand,
  },
  docs: { brief: 'Show groups, plans, executions, their servers and instances' },
});

const routes = buildRouteMap({
  routes: {
    apply: applyCommand,
    get: getRoutes,
    drill: drillCommand,
    recover: recoverCommand,
    watch: watchCommand,
    pause: pauseCommand,
    resume: resumeCommand,
    cancel: cancelCommand,
    retry: retryCommand,
    skip: skipCommand,
    cleanup: cleanUpCommand,
    events: eventsCommand,
    serve: serveCommand,
    simulator: simulatorCommand,
  },
  docs: {
    brief: 'Runs disaster-recovery plans on AWS Elastic Disaster Recovery',
    fullDescription: [
      'Runs disaster-recovery plans on AWS Elastic Disaster Recovery, and says truthfully how they ended.',
      '',
      'EXAMPLES',
      '  ./breakwater apply -f examples/shop.yaml',
      '  ./breakwater drill shop --watch',
      '  ./breakwater resume EXECUTION --wave application',
      '',
      'EXIT CODES',
      ...Object.entries(exitCodes).map(([name, code]) => `  ${String(code).padStart(3)}  ${wordsOf(name)}`),
    ].join('\n'),
  },
});

/** `waitingForPerson` → `waiting for person`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Runs one command; gives the exit code of the process. */
export async function runCli(inputs: readonly string[], cli: CliContext): Promise<number> {
  const app = buildApplication<CommandScope>(routes, {
    name: cli.program,
    versionInfo: { currentVersion: cli.version },
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
  });
  const process: StricliProcess = { stdout: cli.stdout, stderr: cli.stderr, env: {} };
  await run(app, inputs, { process, cli });
  return codeOf(Number(process.exitCode ?? exitCodes.ok));
}

const codeOf = (code: number): number => {
  if (code === StricliCode.UnknownCommand || code === StricliCode.InvalidArgument) return exitCodes.usage;
  return code < 0 ? exitCodes.error : code;
};
