import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FieldError } from '../../../../../src/domain/model/plan-file.ts';
import { actionPhases } from '../../../components/action-words.ts';
import { errorAt } from '../../../components/field-errors.ts';
import type { WaveDraft } from '../draft.ts';
import { PhaseActions } from './phase-actions.tsx';

interface Props {
  readonly wave: WaveDraft;
  readonly waveNumber: number;
  readonly errors: readonly FieldError[];
  readonly onChange: (change: Partial<WaveDraft>) => void;
}

/** What is done around the wave's launch. What is wrong in it is never folded away. */
export function ActionsField({ wave: { before, after }, waveNumber, errors, onChange }: Props) {
  const [isOpened, setOpened] = useState(before.length + after.length > 0);
  const path = ['waves', waveNumber, 'actions'];
  const actions = { before, after };
  return (
    <ExpandableSection
      headerText="Actions around the launch"
      headerDescription={
        before.length + after.length === 0 ? 'None' : `${before.length} before it, ${after.length} after it`
      }
      variant="footer"
      expanded={isOpened || errorAt(errors, ...path) !== undefined}
      onChange={({ detail }) => setOpened(detail.expanded)}
    >
      <SpaceBetween size="l">
        {actionPhases.map((phase) => (
          <PhaseActions
            key={phase}
            moment={phase}
            actions={actions[phase]}
            path={[...path, phase]}
            errors={errors}
            onChange={(changed) => onChange({ [phase]: changed })}
          />
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
