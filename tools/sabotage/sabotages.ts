/** What is broken on purpose, one at a time: a line of the engine or the domain, and the invariant that must notice. */
export interface Sabotage {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const sabotages: readonly Sabotage[] = [
  {
    name: 'gates open by themselves',
    file: 'src/domain/transition/advance.ts',
    find: 'wave.pauseBeforeWave && wave.gateOpenedBy === undefined',
    replace: 'false',
  },
  {
    name: 'a wave does not wait for those it depends on',
    file: 'src/domain/transition/advance.ts',
    find: 'other.waveNumber === dependency && isPassedWave(other)',
    replace: 'other.waveNumber === dependency',
  },
  {
    name: 'a failure that says stop stops nothing',
    file: 'src/domain/transition/advance.ts',
    find: 'if (stopping === undefined) return;',
    replace: 'return;',
  },
  {
    name: 'the end comes when the waves that have started are over',
    file: 'src/domain/transition/decide.ts',
    find: 'state.waves.every(isTerminalWave) &&',
    replace: "state.waves.every((wave) => isTerminalWave(wave) || wave.status === 'PENDING') &&",
  },
  {
    name: 'StartRecovery is repeated when its reply is lost',
    file: 'src/engine/launch.ts',
    find: 'if (failure.mayHaveHappened)',
    replace: 'if (failure.mayHaveHappened && failure.attempts)',
  },
  {
    // Not the look at an expired claim alone: the look before every call finds the job as well.
    name: 'the job of a call without an answer is not known again',
    file: 'src/engine/own-job.ts',
    find: 'const alike = jobs.filter((candidate) => {',
    replace: 'const alike = jobs.slice(jobs.length).filter((candidate) => {',
  },
  {
    name: 'what a process that died had claimed, and not called, is given up',
    file: 'src/engine/launch.ts',
    find: "return { type: 'jobNotFound' } as const;",
    replace:
      "return { type: 'startRefused', error: { code: 'Lost', message: 'nobody called' }, obstacles: new Map() } as const;",
  },
  {
    name: 'a poll ends the execution when it sees nothing open',
    file: 'src/engine/create-engine.ts',
    find: 'await poll(pollPorts, payloadSchema.parse(payload).executionId);',
    replace:
      'const { executionId, generation } = payloadSchema.parse(payload);\n        await poll(pollPorts, executionId);\n        await finalize({ ...ports, announce }, executionId, generation);',
  },
  {
    name: 'servers are not locked',
    file: 'src/engine/locks.ts',
    find: "if (conflicts.length > 0) return { kind: 'conflicts', conflicts };",
    replace: '',
  },
  {
    name: 'locks are void as soon as their owner is paused',
    file: 'src/domain/statuses.ts',
    find: 'if (isFinalExecution(state.header.status)) return false;\n  if (state.header.rosterId === undefined) return true;',
    replace: "if (state.header.status !== 'POLLING') return false;",
  },
  {
    name: 'the ledger forgets what other executions hold',
    file: 'src/domain/schedule.ts',
    find: '...ledger.reservations.filter((reservation) => reservation.executionId !== state.header.executionId),',
    replace: '',
  },
  {
    name: 'what is planned is launched in spite of a cancel',
    file: 'src/domain/statuses.ts',
    find: 'if (wave === undefined || state.header.cancelRequested) return false;',
    replace: 'if (wave === undefined) return false;',
  },
  {
    // Both conditions: whoever decided from an old state writes an event under a number that is taken.
    name: 'a save overwrites what somebody else has saved',
    file: 'src/engine/store/execution-writer.ts',
    find: `      condition: { kind: 'version', version: loaded.version },
    },
    ...changed.map((item) => ({ kind: 'put', item }) as const),
    ...eventItems(state.header.executionId, save.events).map(
      (item) => ({ kind: 'put', item, condition: { kind: 'absent' } }) as const,
    ),`,
    replace: `    },
    ...changed.map((item) => ({ kind: 'put', item }) as const),
    ...eventItems(state.header.executionId, save.events).map((item) => ({ kind: 'put', item }) as const),`,
  },
  {
    name: 'a wave that changed is not saved',
    file: 'src/engine/store/execution-writer.ts',
    find: '...after.waves.flatMap((wave, index) => (same.has(wave) ? [] : [waveItem(after, rosterId, index, version)])),',
    replace: '',
  },
  {
    name: 'an adopted job need not be over the same servers',
    file: 'src/engine/own-job.ts',
    find: '.join() === wanted',
    replace: '.join() !== undefined',
  },
  {
    name: 'every server of a completed job counts as launched',
    file: 'src/domain/transition/settle.ts',
    find: 'if (closing === undefined) return undefined;\n  if (isOwnInstance) {',
    replace:
      "if (jobIsOver) return { sourceServerId, outcome: 'LAUNCHED', ...instance };\n  if (closing === undefined) return undefined;\n  if (isOwnInstance) {",
  },
  {
    name: 'a server that its job left undecided is not looked for',
    file: 'src/domain/transition/settle.ts',
    find: 'observed.instanceJobId === job.jobId;',
    replace: 'observed.instanceJobId !== observed.instanceJobId;',
  },
  {
    name: 'what nobody could look for is not there',
    file: 'src/engine/enrich.ts',
    find: 'if (failure === undefined || !isOver(observation) || !observation.servers.some(isConcerned)) return observation;',
    replace: 'return observation;',
  },
  {
    name: 'what DRS was launched into is cleaned up too',
    file: 'src/domain/existing-instance.ts',
    find: 'MADE_BY_DRS in tags && tags[TAG_KEY] !== TAG_VALUE;',
    replace: "tags[TAG_KEY] !== '';",
  },
  {
    name: 'DRS is not told which instance to launch into',
    file: 'src/domain/effective-launch-settings.ts',
    find: 'return intoInstance(own.launchIntoInstanceId, merged);',
    replace:
      'return (({ launchIntoInstanceId: _id, ...rest }) => rest)(intoInstance(own.launchIntoInstanceId, merged));',
  },
  {
    name: 'a message that was taken is posted again',
    file: 'src/engine/deliver.ts',
    find: "if (answer.kind === 'taken') return undefined;",
    replace: "if (answer.kind === 'taken' && left < limits.notifyTries) return undefined;",
  },
  {
    name: 'nobody looks for what is overdue',
    file: 'src/engine/repair.ts',
    find: "if (isBefore(now, addSeconds(due, limits.overdueSeconds))) return 'not-overdue';",
    replace: "return 'not-overdue';",
  },
  {
    name: 'an action that is claimed again is started under another token',
    file: 'src/domain/transition/activities.ts',
    find: 'token: activity.token ?? token,',
    replace: 'token,',
  },
  {
    name: 'a command without an answer is not looked for before it is sent again',
    file: 'src/engine/executors/command.ts',
    find: 'if (context.isRepeated) {',
    replace: "if (context.isRepeated && context.token === '') {",
  },
  {
    name: 'SSM does not know a runbook again that is started again',
    file: 'src/engine/executors/automation.ts',
    find: 'token: context.token,',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is text of the engine.
    replace: 'token: context.isRepeated ? `${context.token}0` : context.token,',
  },
  {
    name: 'a wave does not wait for its launch settings',
    file: 'src/domain/activity-states.ts',
    find: "activitiesOf(wave, 'before').every(isPassed);",
    replace: "activitiesOf(wave, 'before').every((each) => isPassed(each) || each.kind === 'LAUNCH_SETTINGS');",
  },
  {
    name: 'launch settings that failed stop nothing',
    file: 'src/engine/executors/launch-settings.ts',
    find: 'if (failed.length === 0)',
    replace: 'if (failed.length >= 0)',
  },
  {
    name: 'what is launched again is launched with the settings of before',
    file: 'src/domain/transition/evolve-activity.ts',
    find: " || activity.kind === 'LAUNCH_SETTINGS';",
    replace: ';',
  },
  {
    name: 'a look that fails forgets what was known of the place',
    file: 'src/engine/inventory/sweep-store.ts',
    find: 'await putHeader(store, kind, scope, { ...kept, failure }, version);',
    replace: 'await putHeader(store, kind, scope, { counts: {}, failure: kept.failure ?? failure }, version);',
  },
  {
    name: 'tags of another instance are copied',
    file: 'src/engine/tag-sync/sync-scope.ts',
    find: "value: found.tags?.get(server.originInstanceId ?? '') }",
    replace: 'value: found.tags?.values().next().value }',
  },
  {
    name: 'a clean-up comes when people are warned',
    file: 'src/domain/transition/automatic-clean-up.ts',
    find: 'warnedTime === undefined ? warnTime : dueTime',
    replace: 'warnedTime === undefined ? warnTime : warnTime',
  },
  {
    name: 'actions after a clean-up do not wait for its end',
    file: 'src/domain/next-activity.ts',
    find: '  if (hasOpenJobs(state, wave.waveNumber)) return false;',
    replace: '',
  },
  {
    name: 'a look deletes the rows that it has just found',
    file: 'src/engine/inventory/sweep-store.ts',
    find: 'if (sort < sweepPrefix(sweep)) {',
    replace: 'if (sort.startsWith(ROWS)) {',
  },
  {
    name: 'two look at a place at once',
    file: 'src/engine/inventory/sweep-store.ts',
    find: "condition: version === undefined ? { kind: 'absent' } : { kind: 'version', version },",
    replace: '',
  },
  {
    name: 'nobody is told before a clean-up comes by itself',
    file: 'src/engine/automatic-clean-up.ts',
    find: '  await announceCleanUp(after, { time: now, ...(await sortRemaining(store, after.executionId, remaining)) });',
    replace: '',
  },
  {
    name: 'what is kept is cleaned up all the same',
    file: 'src/domain/transition/automatic-clean-up.ts',
    find: "state: 'OFF', ...decided()",
    replace: "state: 'SCHEDULED', ...decided()",
  },
  {
    name: 'a clean-up that comes by itself is not noted',
    file: 'src/engine/automatic-clean-up.ts',
    find: '    write(loaded, started(cleanUp, cleanUpId, now)),',
    replace: '',
  },
  {
    name: 'a drill is launched as a recovery, a recovery as a drill',
    file: 'src/engine/launch.ts',
    find: "isDrill: executionType === 'DRILL',",
    replace: "isDrill: executionType !== 'DRILL',",
  },
  {
    name: 'the record names the instance of another server',
    file: 'src/domain/transition/settle.ts',
    find: 'observed?.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: observed.recoveryInstanceId };',
    replace:
      'observation?.servers[0]?.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: observation.servers[0].recoveryInstanceId };',
  },
  {
    name: 'the last server of each wave is left out',
    file: 'src/engine/resolve-plan.ts',
    find: 'cutIntoChunks(wave.waveNumber, parts)',
    replace: 'cutIntoChunks(wave.waveNumber, parts.slice(0, Math.max(1, parts.length - 1)))',
  },
  {
    name: 'a clean-up takes what DRS shows, whoever launched it',
    file: 'src/engine/resolve-clean-up.ts',
    find: 'if (other !== undefined) {',
    replace: 'if (other === null) {',
  },
  {
    name: 'a resume opens every gate that waits',
    file: 'src/domain/transition/command.ts',
    find: "    log.emit({ type: 'GateOpened', waveNumber }, actor);",
    replace:
      "    for (const each of log.state().waves.filter(({ status }) => status === 'AWAITING_APPROVAL'))\n      log.emit({ type: 'GateOpened', waveNumber: each.waveNumber }, actor);",
  },
  {
    name: 'the end of a pause opens the gates',
    file: 'src/domain/transition/command.ts',
    find: "log.emit({ type: 'ExecutionResumed' }, actor);",
    replace:
      "log.emit({ type: 'ExecutionResumed' }, actor);\n    for (const each of log.state().waves.filter(({ status }) => status === 'AWAITING_APPROVAL'))\n      log.emit({ type: 'GateOpened', waveNumber: each.waveNumber }, actor);",
  },
  {
    name: 'an application of launch settings takes a call without an answer for done',
    file: 'src/engine/launch-settings/apply-to-servers.ts',
    find: 'if (failure === undefined) {',
    replace: "if (failure === undefined || ('operation' in failure && failure.mayHaveHappened)) {",
  },
  {
    name: 'what is extended already counts as failed',
    file: 'src/engine/staging.ts',
    find: 'outcome.ok || sourceServerId === undefined ? outcome : { ok: true, value: sourceServerId }',
    replace: 'outcome',
  },
  {
    name: 'a port that refuses counts as open',
    file: 'src/engine/executors/checks.ts',
    find: "probe.kind === 'connected'",
    replace: "probe.kind !== 'forbidden'",
  },
  {
    name: 'a message that is not taken again is forgotten',
    file: 'src/engine/undelivered.ts',
    find: "if (answer.kind === 'taken') return undefined;",
    replace: "if (answer.kind !== 'refused') return undefined;",
  },
  {
    name: 'a look leaves a recovery instance out',
    file: 'src/engine/inventory/refresh.ts',
    find: 'instanceRows(instances.value, servers.value)',
    replace: 'instanceRows(instances.value.slice(1), servers.value)',
  },
  {
    name: 'every second poll throws a TypeError',
    file: 'src/engine/create-engine.ts',
    find: 'await poll(pollPorts, payloadSchema.parse(payload).executionId);',
    replace:
      "globalThis.polls = (globalThis.polls ?? 0) + 1;\n        if (globalThis.polls % 2 === 0) throw new TypeError('sabotage');\n        await poll(pollPorts, payloadSchema.parse(payload).executionId);",
  },
  {
    name: 'a job is over when its servers are decided, whatever DRS says of it',
    file: 'src/domain/transition/settle.ts',
    find: "observation?.jobStatus === COMPLETED_JOB ? 'COMPLETED' : closing?.how;",
    replace: "'COMPLETED';",
  },
  {
    name: 'the time of a wave runs from its start, not from its first launch',
    file: 'src/domain/transition/advance.ts',
    find: 'wave.firstLaunchTime === undefined ? undefined : addSeconds(wave.firstLaunchTime, wave.timeoutMinutes * 60);',
    replace: 'wave.startTime === undefined ? undefined : addSeconds(wave.startTime, wave.timeoutMinutes * 60);',
  },
  {
    name: 'a wave is timed out without a look after its time',
    file: 'src/domain/transition/advance.ts',
    find: 'if (!running.every((job) => lookedSince(observations.get(job.jobKey), deadline))) continue;',
    replace: '',
  },
  {
    name: 'an action is given a tenth of its time',
    file: 'src/domain/next-activity.ts',
    find: 'addSeconds(tryTime, timeoutMinutes * 60);',
    replace: 'addSeconds(tryTime, timeoutMinutes * 6);',
  },
  {
    name: 'the oldest recovery point is taken',
    file: 'src/adapters/aws/drs-replies.ts',
    find: 'Date.parse(b.time) - Date.parse(a.time)',
    replace: 'Date.parse(a.time) - Date.parse(b.time)',
  },
  {
    name: 'a follow-up leaves out what was never started',
    file: 'src/domain/follow-up.ts',
    find: "filter(({ server }) => server.outcome !== 'LAUNCHED')",
    replace: "filter(({ server }) => server.outcome === 'FAILED')",
  },
  {
    name: 'actions are done in the reverse of their order',
    file: 'src/domain/next-activity.ts',
    find: "return activitiesOf(wave, phase).find((activity) => activity.state === 'PLANNED');",
    replace: "return activitiesOf(wave, phase).findLast((activity) => activity.state === 'PLANNED');",
  },
  {
    name: 'a required action that failed holds nothing',
    file: 'src/domain/next-activity.ts',
    find: '  if (failedRequirement(wave, phase) !== undefined) return undefined;\n',
    replace: '',
  },
  {
    name: 'locks are given back before the end is decided',
    file: 'src/engine/finalize.ts',
    find: "  const applied = await applyAsDriver(ports, executionId, generation, { type: 'finalize' });",
    replace:
      "  const { readHeader } = await import('./store/execution-reader.ts');\n  const { rosterId } = (await readHeader(ports.store, executionId))?.header ?? {};\n  if (rosterId !== undefined) await releaseAllLocks(ports.store, executionId, await readRoster(ports.store, executionId, rosterId));\n  const applied = await applyAsDriver(ports, executionId, generation, { type: 'finalize' });",
  },
  {
    name: 'what an execution has frozen is deleted at its end',
    file: 'src/engine/finalize.ts',
    find: '  ports.announce(state, applied.events);',
    replace:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is text of the engine.
      "  await ports.store.transact([{ kind: 'delete', key: { table: 'executions', partition: `execution#${executionId}`, sort: 'plan' } }]);\n  ports.announce(state, applied.events);",
  },
  {
    // Existing ones are asked about all the same.
    name: 'live instances are not looked for again before a launch',
    file: 'src/engine/launch-check.ts',
    find: '.filter((one) => !acceptedInstanceDeletions.includes(one.instance.recoveryInstanceId))',
    replace: '.filter((one) => one.isExisting && !acceptedInstanceDeletions.includes(one.instance.recoveryInstanceId))',
  },
  {
    name: 'a run of which nothing came up is told as COMPLETED',
    file: 'src/domain/transition/outcome.ts',
    find: "return launchedCount === 0 ? end('FAILED', detail) : end('PARTIAL', detail);",
    replace: "return launchedCount === 0 ? end('COMPLETED', detail) : end('PARTIAL', detail);",
  },
  {
    name: 'a single server is enough for a wave to be PARTIAL',
    file: 'src/domain/transition/outcome.ts',
    find: 'launched.length * 100 >= wave.minSuccessPercent * counted;',
    replace: 'launched.length <= counted;',
  },
  {
    name: 'an approval approves itself',
    file: 'src/domain/transition/activities.ts',
    find: '  if (!isDue) return false;\n',
    replace:
      "  if (activity.kind === 'APPROVAL') return end(log, wave, activity, { state: 'SUCCEEDED', message: 'approved' });\n  if (!isDue) return false;\n",
  },
  {
    name: 'one server of each run is not locked',
    file: 'src/engine/begin.ts',
    find: 'takeLocks(ports.store, owner, targets);',
    replace: 'takeLocks(ports.store, owner, targets.slice(1));',
  },
  {
    name: 'a failure that says stop stops only what depends on it',
    file: 'src/domain/transition/advance.ts',
    find: '!isLaunchingWave(candidate))) {',
    replace:
      "!isLaunchingWave(candidate) && candidate.dependsOnWaves.some((n) => n === stopping.waveNumber || log.state().waves[n]?.status === 'SKIPPED'))) {",
  },
  {
    name: 'who cancels is not told of the calls that are under way',
    file: 'src/domain/transition/command.ts',
    find: "(job) => job.state === 'CLAIMED' || job.state === 'STARTED');",
    replace: "(job) => job.state === 'STARTED');",
  },
  {
    name: 'more jobs are started than DRS runs at a time',
    file: 'src/domain/limits.ts',
    find: 'jobsPerScope: 20,',
    replace: 'jobsPerScope: 200,',
  },
  {
    name: 'more servers are started than DRS takes in all jobs',
    file: 'src/domain/limits.ts',
    find: 'serversInAllJobs: 500,',
    replace: 'serversInAllJobs: 5000,',
  },
  {
    name: 'jobs of others do not count',
    file: 'src/domain/schedule.ts',
    find: '  jobs: foreignJobs.length,\n  servers: foreignJobs.reduce((sum, job) => sum + job.sourceServerIds.length, 0),',
    replace: '  jobs: 0,\n  servers: foreignJobs.length * 0,',
  },
  {
    name: 'DRS is asked for what somebody else holds',
    file: 'src/domain/transition/launch.ts',
    find: "return obstacle?.kind === 'held'",
    replace: "return obstacle?.kind === 'held' && obstacles.size === 0",
  },
  {
    name: 'what somebody else holds is given up',
    file: 'src/engine/launch-check.ts',
    find: "{ kind: 'held', waitingFor: `the end of job",
    replace: "{ kind: 'refused', reason: `the end of job",
  },
  {
    name: 'a job that was there before the call is adopted',
    file: 'src/engine/own-job.ts',
    find: 'if (!(created >= from && created <= until)) return false;',
    replace: 'void [created, from, until];',
  },
  {
    name: 'a job of another kind is adopted',
    file: 'src/engine/own-job.ts',
    find: 'if (!isOfOurKind(candidate, job, executionType)) return false;',
    replace: 'void [isOfOurKind, executionType];',
  },
  {
    name: 'a job that is ours already is adopted',
    file: 'src/engine/own-job.ts',
    find: 'knownJobIds.has(candidate.jobId)',
    replace: "knownJobIds.has('')",
  },
  {
    name: 'of two jobs that are alike the later is adopted',
    file: 'src/engine/own-job.ts',
    find: 'createdMs(a) - createdMs(b)',
    replace: 'createdMs(b) - createdMs(a)',
  },
  {
    name: 'a call is made when its claim is over',
    file: 'src/engine/launch.ts',
    find: 'if (job.claim === undefined || !isBefore(addSeconds(now, limits.requestTimeoutSeconds), job.claim.expiresTime)) {',
    replace: 'if (job.claim === undefined) {',
  },
  {
    name: 'what a call made that nobody wants any more is not looked for',
    file: 'src/domain/transition/advance.ts',
    find: "log.emit({ type: 'JobLookedForStill', jobKey: job.jobKey });",
    replace: 'continue;',
  },
  {
    name: 'a claim is given up when DRS cannot be asked once',
    file: 'src/domain/transition/launch.ts',
    find: 'if (isOpen || job.tries < limits.failedLooksMin) {',
    replace: 'if (isOpen && job.tries < 0) {',
  },
  {
    name: 'a call without an answer is forgotten when DRS lists no job of it yet',
    file: 'src/domain/transition/evolve.ts',
    find: "        ...unansweredBy(job),\n        state: 'WAITING',\n        waitingFor: 'another try: the earlier",
    replace: "        state: 'WAITING',\n        waitingFor: 'another try: the earlier",
  },
  {
    name: 'a wave with enough servers up is FAILED',
    file: 'src/domain/transition/outcome.ts',
    find: 'if (enough) return',
    replace: 'if (enough && servers.length < 0) return',
  },
  {
    name: 'waves are timed out ten times too late',
    file: 'src/domain/transition/advance.ts',
    find: 'addSeconds(wave.firstLaunchTime, wave.timeoutMinutes * 60)',
    replace: 'addSeconds(wave.firstLaunchTime, wave.timeoutMinutes * 600)',
  },
  {
    name: 'a throttled StartRecovery fails its servers',
    file: 'src/engine/launch.ts',
    find: "    case 'throttled':\n    case 'credentials':",
    replace: "    case 'throttled':\n      return refused(new Map());\n    case 'credentials':",
  },
  {
    name: 'expired credentials fail a wave',
    file: 'src/engine/launch.ts',
    find: "    case 'credentials':\n    case 'unavailable':",
    replace: "    case 'credentials':\n      return refused(new Map());\n    case 'unavailable':",
  },
  {
    name: 'a server that cannot be launched takes its whole job out',
    file: 'src/domain/transition/launch.ts',
    find: 'if (refused.length > 0) separateRefused(log, jobKey, refused);',
    replace:
      "if (refused.length > 0)\n    separateRefused(log, jobKey, log.job(jobKey).servers.map(({ sourceServerId }) => ({ sourceServerId, outcome: 'FAILED' as const, reason: 'with others' })));",
  },
  {
    name: 'a run ends while a failure awaits a decision',
    file: 'src/domain/transition/decide.ts',
    find: '(state.header.cancelRequested || !state.waves.some(awaitsFailureDecision)) &&',
    replace: '(state.header.cancelRequested || state.waves.length > 0 || !state.waves.some(awaitsFailureDecision)) &&',
  },
  {
    name: 'nobody is told of gates and of waves that failed',
    file: 'src/engine/announce.ts',
    find: 'if (notification !== undefined) void handOver(notification);',
    replace:
      "if (notification !== undefined && notification.event !== 'gate' && notification.event !== 'waveFailed') void handOver(notification);",
  },
  {
    name: 'the record does not say who cancelled',
    file: 'src/domain/transition/command.ts',
    find: '(log)}` }, actor);',
    replace: '(log)}` });',
  },
  {
    name: 'an older look overwrites a newer one',
    file: 'src/engine/store/observation-store.ts',
    find: "version: 1, stamp, body }, condition: { kind: 'olderStamp', stamp } },",
    replace: 'version: 1, stamp, body } },',
  },
  {
    name: 'a command does not say that its driver is wanted at once',
    file: 'src/engine/apply-input.ts',
    find: 'const driver = { ...loaded.driver, nextWakeTime: now };\n  const saved',
    replace: 'const driver = loaded.driver;\n  const saved',
  },
  {
    name: 'a command that somebody else was faster than counts as saved',
    file: 'src/engine/apply-input.ts',
    find: "return saved && { kind: 'saved', loaded: saved, events: decision.events };",
    replace: "return { kind: 'saved', loaded: saved ?? loaded, events: decision.events };",
  },
  {
    name: 'the key of a request is forgotten',
    file: 'src/engine/start-run.ts',
    find: 'if (draft.idempotencyKey === undefined) return [];',
    replace: 'return [];',
  },
  {
    name: 'who asks for a follow-up again is not told of the one that the first request started',
    file: 'src/engine/related-runs.ts',
    find: 'if (!again.allowed) return (await repeatRun(ports, draft)) ?? notAllowed(',
    replace: 'if (!again.allowed) return notAllowed(',
  },
];
