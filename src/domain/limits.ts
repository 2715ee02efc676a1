/**
 * Every bound of Breakwater, with its reason. Nothing else in the product holds a magic number for time, count or size.
 */
export const limits = {
  /** DRS quota L-B827C881, "Max source servers in a single job" (not adjustable). */
  serversPerJob: 100,
  /** DRS quota L-D88FAC3A, "Concurrent jobs in progress" per account and Region (not adjustable). */
  jobsPerScope: 20,
  /** DRS quota L-C1D14A2B, "Max total replicating source servers per account", by Region (not adjustable). */
  replicatingServersPerScope: 300,
  /** DRS quota L-E28BE5E0, "Max total source servers per account", by Region; AWS may have raised it. */
  sourceServersPerScope: 4000,
  /** Sweeps: each asks twice at the same time; more at once would take AWS's request rates from a recovery. */
  scopesAtOnce: 12,
  /** The inventory of an account and Region is looked for anew after so long; after a look that failed sooner. */
  inventoryMinutes: 15,
  inventoryRetryMinutes: 5,
  /** What could not be looked at for so long is no longer shown: it says nothing about today. */
  inventoryDays: 90,
  /** One request begins further looks for so long, and the next one goes on: gateways give up after 30 s. */
  refreshSeconds: 10,
  /** Source servers that are tagged at the same moment in an account and Region. */
  taggedAtOnce: 10,
  /** A run copies tags for so long, and no longer than its right to sweep; what is left goes on with the next one. */
  tagSyncSeconds: 120,
  /** Tries of one server while AWS throttles or does not answer; the pauses between double: a minute. */
  tagSyncTries: 6,
  /** The right to look lasts longer than the pages of 4,000 servers take; whose holder died it ends by itself. */
  sweepLeaseSeconds: 180,
  /** What is left of that right for the last requests to AWS to end (20 s each), and to publish what was done. */
  sweepPublishSeconds: 40,
  /** Rows that one item holds, in bytes of JSON: with one more row, of 50 tags at their longest, it is below 400 KB. */
  sweepItemBytes: 200_000,
  /** CreateExtendedSourceServer calls at the same time, and servers in one request. */
  extensionsAtOnce: 5,
  extensionsPerRequest: 100,
  /** A sweep is answered again for so long: servers come and go in minutes, and pages look often. */
  capacityKeptSeconds: 60,
  /** DRS quota L-05AFA8C6, "Max source servers in all jobs" per account and Region (not adjustable). */
  serversInAllJobs: 500,
  /**
   * A job is made smaller to fit the servers quota only down to this size: 500 servers ÷ 20 jobs. Smaller fragments
   * would use up the jobs quota before the servers quota.
   */
  serversPerFragmentMin: 25,

  /** A save holds 100 items; what has not changed costs none, but is read and compared. */
  documentsPerFile: 1000,
  /** Group names in the waves of all plans of a file: each is looked up, and compared with the others of its plan. */
  groupCallsPerFile: 10_000,
  /** A person mends what is told first. What else is wrong is counted. */
  errorsTold: 1000,
  unknownFieldsTold: 20,
  /** Lists and objects within each other in what a function is asked. Ours has a dozen; thousands overflow the stack. */
  levelsAsked: 100,
  /** Names of a file that is looked for what they may mean: each is compared with all that there are. */
  suggestionsPerFile: 50,

  /** Addresses of one plan; 50 plans of as many stay below the 200 filters that SNS takes for a topic by default. */
  emailsPerPlan: 20,
  /** The design's target; the roster, the locks and the turn stay cheap up to here. */
  serversPerPlan: 4000,
  /** One save of an execution holds its header, its waves, its changed jobs and its events in ≤ 100 items. */
  wavesPerPlan: 50,
  /** A stored plan (waves × group ids, and a subset of servers) stays below DynamoDB's 400 KB an item. */
  groupsPerWave: 50,
  /** Settings of single servers: the item of a group (400 KB) holds so many of the longest, and 4,000 server ids. */
  serverOverridesPerGroup: 400,
  /** EC2 takes 5 security groups an interface, and 16 once a person has asked for it (VPC quotas). */
  securityGroupsPerInterface: 16,
  /** AWS's own limit of tags on one resource: nothing carries more. */
  tagsPerServer: 50,
  /**
   * Jobs that one decision changes at most; the rest is taken in the next. A save is a header, up to 50 waves, and for
   * each job the job itself, what is split off it, and the ledger of its account and Region: 96 items, and some of events.
   */
  jobsChangedPerTurn: 15,
  /** AWS's words as they stand at each server of a job: a job of 100 servers stays far below an item's size. */
  reasonCharacters: 500,
  /** DynamoDB's TransactWriteItems takes 100 items. */
  itemsPerTransaction: 100,
  /** And all of them together 4 MB. */
  transactionBytes: 4_000_000,
  /**
   * DynamoDB's TransactGetItems takes 100 keys and 4 MB of items. The largest read are observations of jobs, and a place has
   * at most 500 servers in jobs: five places together stay below 2 MB.
   */
  itemsPerRead: 100,
  /** A DynamoDB item takes 400 KB (409,600 bytes); what is left is for attribute names. */
  itemBytes: 400_000,
  /** DynamoDB takes partition keys of 2048 bytes and sort keys of 1024. */
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  /** Locks taken in one transaction; one item is left for the check of the execution. */
  locksPerTransaction: 99,
  /** A request to DynamoDB is given up after this time, and tried again under the same token. */
  storeRequestSeconds: 5,
  /** Tries of one read or write while DynamoDB throttles, conflicts or does not answer; the pauses between double: 6 s. */
  storeTries: 7,
  storeBackoffFirstSeconds: 0.1,
  /** Conditional saves that lose against another writer are taken again from a fresh load, this many times. */
  saveAttempts: 25,

  waveTimeoutMinutesDefault: 120,
  /** A drill's instances that nobody looks at for a quarter are a cost; what is to stay longer is kept by a person. */
  drillTtlHoursMax: 2160,
  /** People are warned a quarter of the time before a clean-up that comes by itself, but no earlier than this. */
  cleanUpWarningHoursMax: 24,
  /** The warning comes late: then this share of the time between it and the clean-up is left to people all the same. */
  cleanUpWarningShareMin: 0.5,
  /** What a running execution holds is not cleaned up meanwhile; looked at again after this time. */
  cleanUpHeldMinutes: 15,
  /** A clean-up that left instances (AWS refused it, say) is tried again after this time, and so often in all. */
  cleanUpRetryHours: 4,
  cleanUpTries: 6,
  /** Whoever tells people of a clean-up notes it within this time; otherwise they are told again. */
  cleanUpTellMinutes: 5,
  /** Who kept the instances of a drill until when: its item shows the last ones. */
  cleanUpChangesKept: 20,
  /** Terminations take minutes; what is still there after this is reported as a leak. */
  cleanUpTimeoutMinutes: 120,
  /** A week: no DRS launch known takes longer; a wait needs an end. */
  waveTimeoutMinutesMax: 10_080,

  /** A selection of more servers than these is answered without the tags that nothing selects by: 25 of each are a MB. */
  serversWithAllTags: 500,

  /** A person takes in no longer list, and a wave with all of them stays far below an item's size. */
  actionsPerPhase: 10,
  /** All waves of a plan together: one save may hold all of them, in one transaction of 4 MB. */
  actionsPerPlan: 100,
  /** Texts of an action: a parameter is no place for a script. */
  actionTextCharacters: 2000,
  actionTimeoutMinutesDefault: 30,
  /** A check that a service answers: what takes longer to come up says so. */
  checkTimeoutMinutesDefault: 10,
  /** A day: who approves may be asleep. */
  approvalTimeoutMinutesDefault: 1440,
  /** A week, as for a wave. */
  actionTimeoutMinutesMax: 10_080,
  actionRetriesMax: 10,
  /** What failed a moment ago fails again at once. */
  actionRetryPauseSeconds: 30,
  /** What is kept of an action's output: enough to see what happened, the rest is where it ran. */
  actionOutputCharacters: 1000,
  /** A running action is looked at so often; after ten minutes once a minute. */
  actionLookSeconds: 10,
  /** One question of a check to a service: who needs longer is not well. */
  probeSeconds: 5,
  /** Of an answer: a page that says "ok" says so early. 64 KiB. */
  probeBodyCharacters: 65_536,
  /** Servers asked side by side by one check, and how long one look may begin further questions: a turn is short. */
  checksAtOnce: 250,
  checkLookSeconds: 10,
  /**
   * A look at more servers than one gets to goes on where the one before ended only so long after it: three of the longest
   * pauses between two looks. After an outage of ours what was as wanted before it says nothing of now.
   */
  checkGoesOnSeconds: 180,
  /** SendCommand takes 50 instance ids (Systems Manager API reference). */
  instancesPerCommand: 50,
  actionSlowAfterSeconds: 600,
  actionSlowLookSeconds: 60,

  /**
   * The right to look at an account and Region lasts longer than a look takes where AWS answers; one whose holder died
   * ends by itself. Lists of many pages, throttled or slow, may take longer: then two look at once, which costs calls and
   * no more, for what was seen is written over older things alone.
   */
  pollLeaseSeconds: 60,
  /** DRS tells of each server by an event of its own: looks that they ask for are this far apart at least. */
  eventPauseSeconds: 4,
  /** One request to AWS is given up after this time, by us. Every caller of StartRecovery is dead before its claim. */
  requestTimeoutSeconds: 20,
  /** A connection to AWS is made within this time, or the request fails while a second one still fits in. */
  connectTimeoutSeconds: 5,
  /** Connections that one SDK client (a service in an account and Region) keeps open at once; the SDK's own default. */
  connectionsPerClient: 50,
  /** DRS states no maximum for a page of source servers or recovery instances; a public tool asks it for so many. */
  drsItemsPerPage: 200,
  /** DRS API model: a filter takes so many source server ids. */
  sourceServerIdsPerRequest: 200,
  /**
   * Requests for parts of a long list of ids that are under way together: a person waits for a check of 4,000 servers, and
   * an API behind a gateway answers within 30 s.
   */
  chunksAtOnce: 4,
  /**
   * Pauses of a list that has begun and is throttled: an API behind a gateway answers within 30 s, and asks for source
   * servers and their instances one after the other. After that whoever asked is told, and begins anew. Of many ids those
   * of the chunks count by themselves, and those of the pages of one chunk too.
   */
  throttledListSeconds: 10,
  /** DRS API model: a filter of DescribeJobs takes so many job ids. */
  jobIdsPerRequest: 1000,
  /** EC2 takes so many values of one filter (EC2 guide, "Filtering"). */
  valuesPerFilter: 200,
  /** EC2 refuses a request for one unknown id: fewer are asked again then. */
  instanceIdsPerRequest: 100,
  /** AssumeRole gives an hour unless told; a role that is assumed from a role gives no more. */
  sessionSeconds: 3600,
  /** A session is renewed this long before it ends, which is also how long STS may be out of reach unnoticed. */
  sessionRenewalSeconds: 300,
  /** Servers whose launch settings are read or written at the same moment in an account and Region. */
  launchSettingsAtOnce: 10,
  /** One call applies launch settings for so long, and the next one goes on: a person sees how far it is meanwhile. */
  launchSettingsSeconds: 10,
  /** Tries of one server while AWS throttles or does not answer; the pauses between double, up to a minute: about 25 minutes. */
  launchSettingsTries: 30,
  /** Before a wave: 4,000 servers that AWS throttles a little take less. */
  launchSettingsTimeoutMinutes: 60,
  /**
   * How long a caller that applies launch settings keeps others out: longer than its last requests can live, which are
   * eight for a server, one after another.
   */
  launchSettingsLeaseSeconds: 180,
  /** How long a claimed intent belongs to its claimer: longer than a request and its surroundings can live. */
  claimSeconds: 60,
  /** A job that an unanswered call made may be listed late: until then it is not said that there is none. */
  lostJobWatchSeconds: 300,
  /** After a claim has ended, before looking for its job: DescribeJobs may show a new job late. */
  claimSettlingSeconds: 15,
  /** Our clock and AWS's may differ by so much when a job is looked for by its creation time. */
  clockSkewSeconds: 300,

  /** What a job that DRS calls COMPLETED left undecided is looked for so long, in looks that are answered, then failed. */
  undecidedGraceSeconds: 300,
  /** One that DRS no longer lists may still launch its servers: Windows takes 20 minutes (AWS, "DRS concepts"). */
  missingJobGraceSeconds: 1800,
  /** A started job that never ends is no longer watched after this time (DRS's own recovery plans end at 24 h too). */
  jobGiveUpHours: 24,
  /** DRS cannot be asked: so many looks in a row have failed, which takes minutes. One failure says nothing. */
  failedLooksMin: 10,
  /** A server that somebody else's job holds is waited for this long, then reported as not launched. */
  waitForOthersHours: 24,
  /** A server that DRS refuses as held while no job of it is to be seen is tried so often, then reported as refused. */
  unseenHolderTries: 5,
  /** `begin` repeats checks that could not be made for this long, then refuses and says which. */
  beginGiveUpMinutes: 10,

  /** How long a job is taken to run when no run of the plan is there to go by: Windows takes 20 minutes (AWS, "DRS concepts"). */
  launchJobSecondsTypical: 1200,
  /** Servers that are asked about at the same moment in an account and Region, where AWS tells of one at a time. */
  serversAskedAtOnce: 20,
  /** Rounds of such questions, one after the other, that bring no answer at all; the pauses between double: 14 s. */
  silentRoundsMax: 3,
  /** A look asks for recovery points for so long: a person waits, and gateways give up after 30 s. The next goes on. */
  recoveryPointsLookSeconds: 10,
  /** All such looks of one check end so long after its beginning: API Gateway gives up after 29 s, and settings come after. */
  pointLooksPerCheckSeconds: 20,
  /** What a look found of them counts for so long: looks one after the other get through 4,000 servers in less. */
  recoveryPointsKeptSeconds: 600,
  /** A page of them: the newest before a time is the first, but for some that are yet to be taken. */
  recoveryPointsPerRequest: 5,
  /** DRS says when it expects to take a point, and when it did: its filter by time is widened by more than they differ. */
  recoveryPointsMarginSeconds: 600,
  /** A check asks for the recovery points of so many servers whose replication does not go on: DRS tells of one at a time. */
  recoveryPointsPerCheck: 200,
  /** A check compares launch settings for so long: AWS tells of one server at a time, and a person waits. */
  settingsLookSeconds: 5,
  /** What it compared counts for so long: checks one after the other get through 4,000 servers in less. */
  settingsComparedSeconds: 600,
  /** Executions of a plan that a check looks through, newest first, for the last that launched something. */
  runsPerCheck: 100,
  /** Of them, from that one on, so many are read to find one that launched every wave. */
  runsPerForecast: 5,

  /** How far back `DescribeJobs` looks for jobs of others: the give-up time of a job. */
  foreignJobsLookBackHours: 24,

  /** Look again for free quota or a freed server when nothing tells us sooner. */
  waitingRecheckSeconds: 15,
  /** First and longest pause after an AWS call that failed in a retryable way; `Retry-After` wins when it is longer. */
  backoffFirstSeconds: 2,
  backoffMaxSeconds: 60,

  /** AWS asks for seconds. A `Retry-After` of hours is a proxy's mistake, and nobody is to wait for it. */
  retryAfterSecondsMax: 300,

  /** A gate or a pause may last a year; the wait is renewed this often, so that no single wait lasts for ever. */
  parkSecondsMax: 86_400,
  /** A turn that asks AWS about thousands of servers, slowly, may take so long (a Lambda function's own limit). */
  turnAllowanceSeconds: 900,
  /** The look before a launch takes a second. One that lasts is worth a write: what was decided is seen meanwhile. */
  slowLookSeconds: 5,
  /** `find` takes an execution for overdue when its wake time has passed by this much. */
  overdueSeconds: 60,
  /** Overdue by more than this, a repeated wake-up has not helped: the driver gets a new generation. */
  driverLostSeconds: 180,
  /** On AWS somebody drives each execution each few minutes: after so long without, others may have recovered elsewhere. */
  confirmAfterMinutes: 60,
  /** Step Functions ends a machine at 25,000 history events; a turn costs at most about 25. */
  turnsPerDriver: 800,
  /** And after a year. What waits at a gate takes a turn a day. */
  driverDays: 300,

  /** The same `Idempotency-Key` gives the same execution for this long. */
  idempotencyHours: 24,
  /** The API waits this long for `begin`'s verdict before it answers 202 without one. */
  verdictWaitSeconds: 5,
  /** What is in the audit log stays for this long at least: a year, and time to look at it. */
  auditDays: 400,
  /** Ids and names that one entry of it is found by: it is read by people. */
  auditedResources: 200,
  /** Documents, or servers, that the words of an entry name one by one; the rest is counted. */
  auditedFew: 20,
  /** One such list of an entry, in characters. */
  auditedCharacters: 2000,
  /** Named tokens of a server: one for each person and program that uses it, listed at once. */
  accessTokens: 500,
  /** One message is given up after this time at each try: nobody's execution waits for it, but its sender does. */
  notifySeconds: 5,
  /** Tries of one message, and the pause before the second; it doubles. */
  notifyTries: 3,
  notifyPauseSeconds: 1,
  /** What a receiver did not take is kept, and tried again after this pause, which doubles up to that one. */
  redeliveryFirstSeconds: 60,
  redeliveryMaxSeconds: 1800,
  /** One run of tries begins none after this time: the next minute goes on. */
  redeliveryRunSeconds: 45,
  /** Plans whose receivers are tried at the same time: one that hangs holds up its own plan only. */
  redeliveriesAtOnce: 8,
  /** Then it is given up: whoever looks so late looks into the record. It stays to be seen for some days. */
  redeliveryHours: 24,
  undeliveredDays: 14,
  /** Messages of one plan that wait for its slow receiver; further ones are kept, and tried with what it did not take. */
  notifyWaiting: 100,
  /** EC2 addresses and instance states of launched servers are looked up until complete, at most this often. */
  enrichmentAttempts: 20,
  /**
   * For what the last look at an ended job did not tell, while its execution is open: so long, and this often. Addresses
   * that an action may need are asked for until it is over, as often as one that takes long is looked at.
   */
  lateEnrichmentSeconds: 600,
  lateEnrichmentPauseSeconds: 30,
  /**
   * After the last wave, addresses and DRS's reasons that the look at its end did not get are asked for so long, and this
   * often, before the record becomes final. The waves have their end by then.
   */
  lastWordsSeconds: 30,
  lastWordsPauseSeconds: 10,
} as const;
