/** An application of launch settings as it is stored: a header, and its servers in items of at most 100. */
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import { accountIdSchema, type Instant, instantSchema, regionSchema } from '../../domain/model/identifiers.ts';
import { launchSettingsSchema } from '../../domain/model/launch-config.ts';
import { appliedServerSchema, replacedJobSchema, type SettingsJob } from '../../domain/model/launch-settings-view.ts';
import type { ItemKey, ItemStore, StoredItem, Write } from '../../ports/item-store.ts';
import { toJson } from '../store/json.ts';
import { queryAll } from '../store/query-all.ts';

const headerSchema = z.object({
  jobId: z.string(),
  /** One job is kept for each: the id of a group, or what a wave's own application is called by. */
  jobKey: z.string(),
  /** What it applies: the name of a group, or of a wave. */
  title: z.string(),
  /** Of the group; 1 for a wave, whose application never changes. */
  revision: z.int(),
  accountId: accountIdSchema,
  region: regionSchema,
  startedBy: z.string(),
  startTime: instantSchema,
  endTime: instantSchema.optional(),
  /** Somebody works on it until then at the latest. */
  workingUntil: instantSchema.optional(),
  /** Nobody works on it since then: the next call goes on. */
  pausedTime: instantSchema.optional(),
  replaced: replacedJobSchema.optional(),
});
export type JobHeader = z.infer<typeof headerSchema>;

const jobServerSchema = appliedServerSchema.extend({ wanted: launchSettingsSchema, tries: z.int().nonnegative() });
export type JobServer = z.infer<typeof jobServerSchema>;
const chunkSchema = z.object({ servers: z.array(jobServerSchema) });

export interface StoredChunk {
  readonly key: ItemKey;
  readonly version: number;
  readonly servers: readonly JobServer[];
}

export interface StoredJob {
  readonly version: number;
  readonly header: JobHeader;
  readonly chunks: readonly StoredChunk[];
}

const partitionOf = (jobKey: string): string => `launch-settings#${jobKey}`;
const headerKey = (jobKey: string): ItemKey => ({ table: 'executions', partition: partitionOf(jobKey), sort: 'job' });
const chunkKey = (jobKey: string, number: number): ItemKey => ({
  table: 'executions',
  partition: partitionOf(jobKey),
  sort: `servers#${String(number).padStart(3, '0')}`,
});

/** The last one of the group. Read again when another took its place meanwhile: its servers are never shown under this header. */
export const readJob = async (store: ItemStore, jobKey: string): Promise<StoredJob | undefined> => {
  let item = await store.get(headerKey(jobKey));
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    if (item === undefined) return undefined;
    const chunks = await queryAll(store, 'executions', partitionOf(jobKey), 'servers#');
    const { version, body } = item;
    item = await store.get(headerKey(jobKey));
    if (item?.version === version) return { version, header: headerSchema.parse(body), chunks: chunks.map(chunkOf) };
  }
  throw new Error(`the settings of ${jobKey} were written while they were read, ${limits.saveAttempts} times in a row`);
};

const chunkOf = ({ table, partition, sort, version, body }: StoredItem): StoredChunk => ({
  key: { table, partition, sort },
  version,
  servers: chunkSchema.parse(body).servers,
});

/** Takes the place of the one before; false when somebody else was faster. */
export const replaceJob = async (
  store: ItemStore,
  before: StoredJob | undefined,
  header: JobHeader,
  servers: readonly JobServer[],
): Promise<boolean> => {
  const size = limits.serversPerJob;
  const numbers = [...Array(Math.ceil(servers.length / size)).keys()];
  const puts = numbers.map((number): Write => {
    const body = toJson({ servers: servers.slice(number * size, (number + 1) * size) });
    return { kind: 'put', item: { ...chunkKey(header.jobKey, number), version: 1, body } };
  });
  const surplus = (before?.chunks ?? []).slice(numbers.length);
  const { ok } = await store.transact([
    headerPut(header, before?.version),
    ...puts,
    ...surplus.map(({ key }): Write => ({ kind: 'delete', key })),
  ]);
  return ok;
};

/** False when somebody else wrote it since it was read. */
export const saveHeader = async (store: ItemStore, header: JobHeader, version: number): Promise<boolean> =>
  (await store.transact([headerPut(header, version)])).ok;

const headerPut = (header: JobHeader, version: number | undefined): Write => ({
  kind: 'put',
  item: { ...headerKey(header.jobKey), version: (version ?? 0) + 1, body: toJson(header) },
  condition: version === undefined ? { kind: 'absent' } : { kind: 'version', version },
});

/** Only while the header is as it was when the work began: who was taken for dead writes nothing more. */
export const saveChunks = async (
  store: ItemStore,
  { header, version }: Pick<StoredJob, 'header' | 'version'>,
  chunks: readonly StoredChunk[],
  freed: readonly Write[],
): Promise<boolean> => {
  const { ok } = await store.transact([
    ...freed,
    { kind: 'check', key: headerKey(header.jobKey), condition: { kind: 'version', version } },
    ...chunks.map(
      ({ key, version: chunkVersion, servers }): Write => ({
        kind: 'put',
        item: { ...key, version: chunkVersion + 1, body: toJson({ servers }) },
        condition: { kind: 'version', version: chunkVersion },
      }),
    ),
  ]);
  return ok;
};

/** Who works on it until then does so no longer: also when a later one has taken its place, and waits for that. */
export const releaseJob = async (store: ItemStore, jobKey: string, workingUntil: Instant): Promise<void> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const item = await store.get(headerKey(jobKey));
    if (item === undefined) return;
    const { workingUntil: until, ...free } = headerSchema.parse(item.body);
    if (until !== workingUntil || (await saveHeader(store, free, item.version))) return;
  }
};

export const isPending = ({ result }: Pick<JobServer, 'result'>): boolean => result === 'PENDING';

export const jobView = ({ header, chunks }: StoredJob): SettingsJob => {
  const { workingUntil: _until, pausedTime: _paused, jobKey, title, revision, ...shown } = header;
  const servers = chunks.flatMap((chunk) => chunk.servers);
  const count = (wanted: JobServer['result']): number => servers.filter(({ result }) => result === wanted).length;
  return {
    ...shown,
    groupId: jobKey,
    groupName: title,
    groupVersion: revision,
    counts: {
      total: servers.length,
      pending: count('PENDING'),
      applied: count('APPLIED'),
      unchanged: count('UNCHANGED'),
      failed: count('FAILED'),
    },
    servers: servers.map(({ wanted: _wanted, tries: _tries, ...server }) => server),
  };
};

export const endedAt = (header: JobHeader, endTime: Instant): JobHeader => {
  const { workingUntil: _until, ...rest } = header;
  return { ...rest, endTime };
};
