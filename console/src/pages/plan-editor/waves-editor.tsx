import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense, useState } from 'react';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import type { WaveDraft } from './draft.ts';
import { addWave } from './edit-waves.ts';
import { WaveCard } from './wave-card.tsx';

const DraftGraph = lazy(async () => ({ default: (await import('./draft-graph.tsx')).DraftGraph }));

interface Props {
  readonly waves: readonly WaveDraft[];
  readonly groups: readonly ProtectionGroup[];
  readonly errors: readonly FieldError[];
  readonly onChange: (waves: readonly WaveDraft[]) => void;
}

/** The waves as cards, or as a graph in which a wave is chosen to be edited. */
export function WavesEditor({ waves, groups, errors, onChange }: Props) {
  const [view, setView] = useState('cards');
  const [chosenKey, setChosenKey] = useState(waves[0]?.key);
  const isGraph = view === 'graph';
  const shown = isGraph ? waves.filter(({ key }) => key === chosenKey) : waves;
  const add = (): void => {
    const more = addWave(waves);
    onChange(more);
    setChosenKey(more.at(-1)?.key);
  };
  const addButton = (
    <Button iconName="add-plus" onClick={add}>
      Add a wave
    </Button>
  );
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        counter={`(${waves.length})`}
        description="Servers of one wave launch together. A wave starts when the waves that it waits for are done."
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <SegmentedControl
              label="Show the waves as"
              selectedId={view}
              onChange={({ detail }) => setView(detail.selectedId)}
              options={[
                { id: 'cards', text: 'Cards' },
                { id: 'graph', text: 'Graph' },
              ]}
            />
            {addButton}
          </SpaceBetween>
        }
      >
        Waves
      </Header>
      {isGraph && (
        <Suspense fallback={<PagePending />}>
          <DraftGraph waves={waves} errors={errors} chosenKey={chosenKey} onChoose={setChosenKey} />
        </Suspense>
      )}
      {shown.map((wave) => (
        <WaveCard key={wave.key} wave={wave} waves={waves} groups={groups} errors={errors} onChange={onChange} />
      ))}
      {!isGraph && waves.length > 1 && addButton}
    </SpaceBetween>
  );
}
