/** What an application of launch settings says that it has done is so: AWS had it at some moment since it began. */
import { z } from 'zod';
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { WorldChecker } from './world.ts';

/** The settings of a server that nights draw, as AWS has them from a moment on. */
interface Had {
  readonly atMs: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Server {
  readonly profiles: Map<number, string | undefined>;
  readonly had: Had[];
}

const headerSchema = z.object({ jobId: z.string() });
const serversSchema = z.object({
  servers: z.array(
    z.object({ sourceServerId: z.string(), result: z.string(), wanted: z.record(z.string(), z.unknown()) }),
  ),
});

interface Job {
  readonly jobId: string;
  readonly fromMs: number;
  readonly judged: Set<string>;
}

/** A read may be so old. */
const STALE_MS = 60_000;
const atFirst: Had['settings'] = { launchDisposition: 'STARTED', copyTags: false };

export const createAppliedSettings = ({ nowMs }: { readonly nowMs: () => number }) => {
  const servers = new Map<string, Server>();
  const jobs = new Map<string, Job>();

  const changed = (sourceServerId: string, atMs: number, change: (server: Server) => Had['settings']): void => {
    const server = servers.get(sourceServerId) ?? { profiles: new Map(), had: [{ atMs: 0, settings: atFirst }] };
    servers.set(sourceServerId, server);
    server.had.push({ atMs, settings: { ...server.had.at(-1)?.settings, ...change(server) } });
  };

  /** Field by field: somebody else may change another one meanwhile. */
  const neverHad = (sourceServerId: string, wanted: Had['settings'], fromMs: number): readonly string[] => {
    const had = servers.get(sourceServerId)?.had ?? [{ atMs: 0, settings: atFirst }];
    const since = had.filter((_each, index) => (had[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) >= fromMs);
    return fields.filter(
      (field) => wanted[field] !== undefined && !since.some(({ settings }) => settings[field] === wanted[field]),
    );
  };

  const watch: WorldChecker = ({ writes }) =>
    writes.flatMap((write) => {
      if (write.kind !== 'put' || !write.item.partition.startsWith('launch-settings#')) return [];
      const { partition, sort, body } = write.item;
      if (sort === 'job') {
        const { jobId } = headerSchema.parse(body);
        if (jobs.get(partition)?.jobId !== jobId) {
          jobs.set(partition, { jobId, fromMs: nowMs() - STALE_MS, judged: new Set() });
        }
        return [];
      }
      const job = jobs.get(partition);
      if (job === undefined || !sort.startsWith('servers#')) return [];
      const done = serversSchema
        .parse(body)
        .servers.filter(({ result, sourceServerId }) => isDone(result) && !job.judged.has(sourceServerId));
      return done.flatMap(({ sourceServerId, result, wanted }) => {
        job.judged.add(sourceServerId);
        return neverHad(sourceServerId, wanted, job.fromMs).map(
          (field) => `launch settings: ${job.jobId} calls ${sourceServerId} ${result}, and AWS never had its ${field}`,
        );
      });
    });

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind === 'launch-configuration') {
        const { launchDisposition, copyTags, launchIntoInstanceId } = entry.configuration;
        const { number, data } = entry.templateVersion;
        changed(entry.sourceServerId, entry.at, ({ profiles }) => {
          profiles.set(number, profileOf(data));
          return { launchDisposition, copyTags, launchIntoInstanceId, instanceProfileName: profileOf(data) };
        });
      }
      if (entry.kind === 'template-version') {
        const { number, data } = entry.templateVersion;
        changed(entry.sourceServerId, entry.at, ({ profiles }) => {
          profiles.set(number, profileOf(data));
          return {};
        });
      }
      if (entry.kind === 'template-default') {
        changed(entry.sourceServerId, entry.at, ({ profiles }) => ({
          instanceProfileName: profiles.get(entry.number),
        }));
      }
    },
  };
};

const fields = ['launchDisposition', 'copyTags', 'launchIntoInstanceId', 'instanceProfileName'] as const;

const isDone = (result: string): boolean => result === 'APPLIED' || result === 'UNCHANGED';

type TemplateData = Extract<JournalEntry, { kind: 'template-version' }>['templateVersion']['data'];
const profileOf = ({ iamInstanceProfile }: TemplateData): string | undefined =>
  iamInstanceProfile?.name ?? iamInstanceProfile?.arn?.split('/').at(-1);
