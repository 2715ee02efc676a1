import Box from '@cloudscape-design/components/box';
import type { FieldChange } from '../../../../src/domain/model/plan-file.ts';
import { EmptyState } from '../empty-state.tsx';
import { FittingTable } from '../fitting-table.tsx';
import { valueText } from './value-text.ts';

interface Props {
  readonly changes: readonly FieldChange[];
  /** Names of the two sides. */
  readonly before: string;
  readonly after: string;
  /** What is said when nothing differs. */
  readonly same: string;
}

/** What differs, field by field, in the words of a plan file. */
export function ChangesTable({ changes, before, after, same }: Props) {
  return (
    <FittingTable
      variant="borderless"
      items={changes}
      trackBy={({ path }) => path.join('/')}
      empty={<EmptyState title={same}>Every field is the same.</EmptyState>}
      ariaLabels={{ tableLabel: `${before} and ${after}` }}
      columnDefinitions={[
        { id: 'field', header: 'Field', isRowHeader: true, cell: ({ path }) => path.join(' › ') },
        { id: 'before', header: before, cell: (change) => <Value value={change.before} /> },
        { id: 'after', header: after, cell: (change) => <Value value={change.after} /> },
      ]}
    />
  );
}

function Value({ value }: { readonly value: unknown }) {
  return value === undefined ? <Box color="text-body-secondary">– not there</Box> : valueText(value);
}
