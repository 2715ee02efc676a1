import {
  type ApplicationText,
  buildApplication,
  buildRouteMap,
  proposeCompletions,
  run,
  ExitCode as StricliCode,
  type StricliProcess,
  text_en,
} from '@stricli/core';
import { applyCommand, diffCommand, validateCommand } from './commands/apply.ts';
import { applySettingsCommand } from './commands/apply-settings.ts';
import { exportAuditCommand, getAuditCommand } from './commands/audit.ts';
import { cancelCommand } from './commands/cancel.ts';
import { checkCommand } from './commands/check.ts';
import { cleanUpCommand } from './commands/cleanup.ts';
import { completionCommand } from './commands/completion.ts';
import { deleteAccountCommand, deleteGroupCommand, deletePlanCommand } from './commands/delete.ts';
import { deployCommand } from './commands/deploy.ts';
import { describeExecutionCommand, describeGroupCommand, describePlanCommand } from './commands/describe.ts';
import { describeAccountCommand } from './commands/describe-account.ts';
import { driftCommand } from './commands/drift.ts';
import { drillCommand } from './commands/drill.ts';
import { eventsCommand } from './commands/events.ts';
import { exportCommand } from './commands/export.ts';
import { getAccountsCommand } from './commands/get-accounts.ts';
import { getCapacityCommand } from './commands/get-capacity.ts';
import { getExecutionCommand } from './commands/get-execution.ts';
import { getCleanUpsCommand, getExecutionsCommand } from './commands/get-executions.ts';
import { getGroupsCommand } from './commands/get-groups.ts';
import { getInstancesCommand } from './commands/get-instances.ts';
import { getInventoryCommand } from './commands/get-inventory.ts';
import { getPlanCommand, getPlansCommand } from './commands/get-plans.ts';
import { getServersCommand } from './commands/get-servers.ts';
import { getTokensCommand } from './commands/get-tokens.ts';
import { getUndeliveredCommand } from './commands/get-undelivered.ts';
import { getWebhookKeyCommand } from './commands/get-webhook-key.ts';
import { importCommand } from './commands/import.ts';
import { keepCommand } from './commands/keep.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { notifyTestCommand } from './commands/notify-test.ts';
import { openCommand } from './commands/open.ts';
import { pauseCommand } from './commands/pause.ts';
import { recoverCommand } from './commands/recover.ts';
import { refreshCommand } from './commands/refresh.ts';
import { resumeCommand } from './commands/resume.ts';
import { retryCommand } from './commands/retry.ts';
import { serveCommand } from './commands/serve.ts';
import { simulatorCommand } from './commands/simulator.ts';
import { skipCommand } from './commands/skip.ts';
import { extendCommand, getExtensibleServersCommand, getStagingAccountsCommand } from './commands/staging.ts';
import { syncTagsCommand, tagSyncCommand } from './commands/sync-tags.ts';
import { createTokenCommand, revokeTokenCommand } from './commands/token.ts';
import { validateAccountCommand } from './commands/validate-account.ts';
import { versionCommand } from './commands/version.ts';
import { watchCommand } from './commands/watch.ts';
import { completeCommand } from './completion.ts';
import type { CliContext, CommandScope } from './context.ts';
import { exitCodeMeanings, exitCodes } from './exit-codes.ts';
import { misplacedFlagText } from './misplaced-flag.ts';

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
    accounts: getAccountsCommand,
    capacity: getCapacityCommand,
    inventory: getInventoryCommand,
    'staging-accounts': getStagingAccountsCommand,
    'extensible-servers': getExtensibleServersCommand,
    'webhook-key': getWebhookKeyCommand,
    tokens: getTokensCommand,
    undelivered: getUndeliveredCommand,
    audit: getAuditCommand,
  },
  docs: { brief: 'Show groups, plans, executions, their servers and instances' },
});

const describeRoutes = buildRouteMap({
  routes: {
    group: describeGroupCommand,
    plan: describePlanCommand,
    execution: describeExecutionCommand,
    account: describeAccountCommand,
  },
  docs: { brief: 'Show one thing with everything around it' },
});

/** Without a word after it, a file is checked. */
const validateRoutes = buildRouteMap({
  routes: { file: validateCommand, account: validateAccountCommand },
  defaultCommand: 'file',
  docs: { brief: 'Check a plan file, or what works in an account; save nothing' },
});

const deleteRoutes = buildRouteMap({
  routes: { group: deleteGroupCommand, plan: deletePlanCommand, account: deleteAccountCommand },
  docs: { brief: 'Delete a group or a plan, or take an account out' },
});

const auditRoutes = buildRouteMap({
  routes: { export: exportAuditCommand },
  docs: { brief: 'Print the audit log, to be kept elsewhere' },
});

const tokenRoutes = buildRouteMap({
  routes: { create: createTokenCommand, revoke: revokeTokenCommand },
  docs: { brief: 'Create a token with a role for somebody, or revoke it' },
});

export const routes = buildRouteMap({
  routes: {
    apply: applyCommand,
    diff: diffCommand,
    validate: validateRoutes,
    export: exportCommand,
    import: importCommand,
    get: getRoutes,
    describe: describeRoutes,
    delete: deleteRoutes,
    drift: driftCommand,
    'apply-settings': applySettingsCommand,
    extend: extendCommand,
    refresh: refreshCommand,
    'sync-tags': syncTagsCommand,
    'tag-sync': tagSyncCommand,
    check: checkCommand,
    drill: drillCommand,
    recover: recoverCommand,
    watch: watchCommand,
    pause: pauseCommand,
    resume: resumeCommand,
    cancel: cancelCommand,
    retry: retryCommand,
    skip: skipCommand,
    cleanup: cleanUpCommand,
    keep: keepCommand,
    events: eventsCommand,
    'notify-test': notifyTestCommand,
    token: tokenRoutes,
    audit: auditRoutes,
    login: loginCommand,
    logout: logoutCommand,
    open: openCommand,
    deploy: deployCommand,
    serve: serveCommand,
    simulator: simulatorCommand,
    version: versionCommand,
    completion: completionCommand,
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
      ...exitCodeLines(),
      '',
      'CONFIG FILE',
      '  ~/.config/breakwater/config.yaml may name the server and the file of its token:',
      '    server: https://breakwater.example.com',
      '    tokenFile: ~/.config/breakwater/token',
    ].join('\n'),
  },
});

function exitCodeLines(): readonly string[] {
  return Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
}

const text: ApplicationText = {
  ...text_en,
  noCommandRegisteredForInput: (unknown) =>
    unknown.input.startsWith('-') ? misplacedFlagText(unknown.input) : text_en.noCommandRegisteredForInput(unknown),
};

/** Runs one command; gives the exit code of the process. */
export async function runCli(inputs: readonly string[], cli: CliContext): Promise<number> {
  const app = buildApplication<CommandScope>(routes, {
    name: cli.program,
    versionInfo: { currentVersion: cli.version },
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
    localization: { text },
  });
  const process: StricliProcess = { stdout: cli.stdout, stderr: cli.stderr, env: {} };
  if (inputs[0] === completeCommand) {
    const proposals = await proposeCompletions(app, inputs.slice(1), { process, cli });
    for (const { completion } of proposals) cli.stdout.write(`${completion}\n`);
    return exitCodes.ok;
  }
  await run(app, inputs[0] === 'help' ? [...inputs.slice(1), '--help'] : inputs, { process, cli });
  return codeOf(Number(process.exitCode ?? exitCodes.ok));
}

const codeOf = (code: number): number => {
  if (code === StricliCode.UnknownCommand || code === StricliCode.InvalidArgument) return exitCodes.usage;
  return code < 0 ? exitCodes.error : code;
};
