import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { runKinds } from '../../components/run-kind.ts';

interface Props {
  /** Absent, or what is no kind: all. */
  readonly kind: string | undefined;
  readonly onChoose: (kind: string | undefined) => void;
}

const all = 'all';

export function KindChoice({ kind, onChoose }: Props) {
  return (
    <SegmentedControl
      label="Show"
      selectedId={runKinds.find((each) => each === kind) ?? all}
      options={[{ id: all, text: 'All' }, ...runKinds.map((each) => ({ id: each, text: textOf[each] }))]}
      onChange={({ detail }) => onChoose(detail.selectedId === all ? undefined : detail.selectedId)}
    />
  );
}

const textOf = { LAUNCH: 'Launches', 'FOLLOW-UP': 'Follow-ups', 'CLEAN-UP': 'Clean-ups' } as const;
