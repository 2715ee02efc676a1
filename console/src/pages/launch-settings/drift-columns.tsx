import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ServerDrift } from '../../../../src/domain/model/launch-settings-view.ts';
import { Breakable } from '../../components/breakable.tsx';
import { valueText } from '../../components/changes/value-text.ts';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';
import type { Search } from '../../components/list-table.tsx';
import { serverNameColumn } from '../../components/server-name.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { labelOf } from '../launch-settings-editor/fields.ts';

/** A server of the table, with what is filtered by as a plain field. */
interface DriftRow extends ServerDrift {
  /** The fields that differ. */
  readonly fields: string;
}

export const rowOf = (server: ServerDrift): DriftRow => ({
  ...server,
  fields: [...server.drift, ...server.noLongerSet].map(({ field }) => field).join(', '),
});

const looks: Readonly<Record<ServerDrift['state'], IndicatorType>> = {
  IN_SYNC: 'success',
  DRIFTED: 'warning',
  NOT_CONFIGURED: 'stopped',
  UNKNOWN: 'error',
};

export const driftColumns: TableProps.ColumnDefinition<DriftRow>[] = [
  serverNameColumn(),
  {
    id: 'state',
    header: 'Launch settings',
    minWidth: 170,
    sortingField: 'state',
    cell: ({ state, message }) => (
      <>
        <Indicator type={looks[state]}>{state}</Indicator>
        {message !== undefined && (
          <Box color="text-status-error">
            <Breakable text={message} />
          </Box>
        )}
      </>
    ),
  },
  { id: 'differs', header: 'Differs', minWidth: 150, cell: (row) => linesOf(row, 'field') },
  { id: 'wanted', header: 'Wanted', minWidth: 190, cell: (row) => linesOf(row, 'wanted') },
  { id: 'found', header: 'AWS has', minWidth: 190, cell: (row) => linesOf(row, 'found') },
];

/** A line for each field, so that the three columns stand side by side. */
function linesOf(row: DriftRow, of: 'field' | 'wanted' | 'found') {
  if (row.drift.length + row.noLongerSet.length === 0 && row.launchesInto === undefined) return '–';
  return (
    <>
      {row.drift.map((drift) => (
        <div key={drift.field}>
          {of === 'field' ? labelOf(drift.field) : drift[of] === undefined ? 'nothing' : valueText(drift[of])}
        </div>
      ))}
      {row.noLongerSet.map(({ field, found }) => (
        <div key={field}>
          {of === 'field' ? labelOf(field) : of === 'wanted' ? 'no longer set by the group' : valueText(found)}
        </div>
      ))}
      {row.launchesInto !== undefined && (
        <div>
          {of === 'field'
            ? labelOf('launchIntoInstanceId')
            : of === 'wanted'
              ? 'named by nobody: its volumes are replaced'
              : row.launchesInto}
        </div>
      )}
    </>
  );
}

const property = textPropertyOf<DriftRow>();

export const driftSearch: Search = {
  placeholder: 'Find servers, for example: Launch settings = DRIFTED',
  noMatch: 'No server fits the filter',
  properties: [
    property('state', 'Launch settings', 'States'),
    property('serverName', 'Name', 'Names'),
    property('fields', 'Differs', 'Fields'),
    property('sourceServerId', 'Source server', 'Source servers'),
  ],
};
