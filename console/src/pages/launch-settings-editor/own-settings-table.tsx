import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { errorAt } from '../../components/field-errors.ts';
import { FittingTable } from '../../components/fitting-table.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { ServerName } from '../../components/server-name.tsx';
import { draftText, type LaunchDraft } from './draft.ts';

interface Props {
  readonly servers: LaunchDraft['servers'];
  readonly nameOf: (sourceServerId: string) => string;
  readonly errors: readonly FieldError[];
  /** Why nothing can be changed. */
  readonly mayNot: string | undefined;
  readonly onEdit: (sourceServerId: string) => void;
  readonly onRemove: (sourceServerId: string) => void;
}

/** Servers with settings of their own, and what is wrong with them. */
export function OwnSettingsTable({ servers, nameOf, errors, mayNot, onEdit, onRemove }: Props) {
  return (
    <FittingTable
      variant="embedded"
      items={Object.entries(servers).map(([sourceServerId, settings]) => ({ sourceServerId, settings }))}
      trackBy="sourceServerId"
      ariaLabels={{ tableLabel: 'Servers with settings of their own' }}
      empty={
        <EmptyState title="No server has settings of its own">
          All are launched as the group says. Choose a server above to say otherwise for it.
        </EmptyState>
      }
      columnDefinitions={[
        {
          id: 'server',
          header: 'Server',
          isRowHeader: true,
          minWidth: 170,
          cell: ({ sourceServerId }) => <ServerName name={nameOf(sourceServerId)} sourceServerId={sourceServerId} />,
        },
        {
          id: 'settings',
          header: 'Otherwise than the group',
          minWidth: 190,
          cell: ({ sourceServerId, settings }) => {
            const error = errorAt(errors, 'serverOverrides', sourceServerId);
            return (
              <>
                {draftText(settings) || 'nothing yet'}
                {error !== undefined && (
                  <div>
                    <Indicator type="error">{error}</Indicator>
                  </div>
                )}
              </>
            );
          },
        },
        {
          id: 'do',
          header: 'Change',
          minWidth: 130,
          cell: ({ sourceServerId }) => (
            <SpaceBetween direction="horizontal" size="s">
              <Button
                variant="inline-link"
                ariaLabel={`Edit the settings of ${nameOf(sourceServerId)}`}
                onClick={() => onEdit(sourceServerId)}
              >
                Edit
              </Button>
              <ReasonButton
                variant="inline-link"
                ariaLabel={`Remove the settings of ${nameOf(sourceServerId)}`}
                reason={mayNot}
                onClick={() => onRemove(sourceServerId)}
              >
                Remove
              </ReasonButton>
            </SpaceBetween>
          ),
        },
      ]}
    />
  );
}
