import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';

interface Props {
  readonly name: ReactNode;
  readonly sourceServerId: string;
}

/** A source server: names may occur twice, its id does not. */
export function ServerName({ name, sourceServerId }: Props) {
  return (
    <>
      <span className="broken-anywhere">{name}</span>
      <Box variant="small" display="block">
        <span className="unbroken">{sourceServerId}</span>
      </Box>
    </>
  );
}

/** The first column of every list of source servers. */
export const serverNameColumn = <
  Row extends { readonly serverName: string; readonly sourceServerId: string },
>(): TableProps.ColumnDefinition<Row> => ({
  id: 'name',
  header: 'Server',
  minWidth: 170,
  sortingField: 'serverName',
  isRowHeader: true,
  cell: ({ serverName, sourceServerId }) => <ServerName name={serverName} sourceServerId={sourceServerId} />,
});
