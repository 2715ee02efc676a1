import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { type RunKind, runKinds } from '../../components/run-kind.ts';

interface Props {
  /** Absent: all. */
  readonly kind: RunKind | undefined;
  readonly onChoose: (kind: string | undefined) => void;
}

const all = 'all';

export function KindChoice({ kind, onChoose }: Props) {
  return (
    <SegmentedControl
      label="Show"
      selectedId={kind ?? all}
      options={[{ id: all, text: 'All' }, ...runKinds.map((each) => ({ id: each, text: textOf[each] }))]}
      onChange={({ detail }) => onChoose(detail.selectedId === all ? undefined : detail.selectedId)}
    />
  );
}

const textOf = { LAUNCH: 'Launches', 'FOLLOW-UP': 'Follow-ups', 'CLEAN-UP': 'Clean-ups' } as const;
