/** Tags of source servers only come to be what their own EC2 instances have; none is ever taken away. */
import type { JournalEntry } from '../../../src/simulator/journal.ts';

type Tags = Readonly<Record<string, string>>;

interface Parts {
  /** Of every source server that was there before the night. */
  readonly serverTags: Tags;
  readonly instanceTagsOf: (sourceServerId: string) => Tags;
  readonly onViolation: (violation: string) => void;
}

export const createCopiedTags = ({ serverTags, instanceTagsOf, onViolation }: Parts) => {
  const known = new Map<string, Tags>();
  return {
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind === 'servers') {
        // Extended ones begin with tags of their own.
        for (const { sourceServerId, tags } of entry.servers) {
          if (sourceServerId !== undefined) known.set(sourceServerId, tags);
        }
      }
      if (entry.kind !== 'tags') return;
      for (const [resource, tags] of Object.entries(entry.tags)) {
        const id = /s-[0-9a-f]{17}$/.exec(resource)?.[0];
        if (id === undefined) continue;
        const ofInstance = instanceTagsOf(id);
        const earlier = known.get(id) ?? serverTags;
        for (const key of Object.keys(earlier)) {
          if (tags[key] === undefined) onViolation(`tags: ${id} lost ${key}`);
        }
        for (const [key, value] of Object.entries(tags)) {
          if (value !== earlier[key] && value !== ofInstance[key]) {
            onViolation(`tags: ${id} got ${key} = ${value}, which its instance does not have`);
          }
        }
        known.set(id, tags);
      }
    },
    /** When all have been copied, nothing that an instance has is missing. */
    missing: (sourceServerIds: readonly string[]): readonly string[] =>
      sourceServerIds
        .filter((id) => Object.entries(instanceTagsOf(id)).some(([key, value]) => known.get(id)?.[key] !== value))
        .map((id) => `tags: ${id} has not what its instance has`),
  };
};
