import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { actText, askedText } from '../../../../src/domain/audit-words.ts';
import type { AuditEntry } from '../../../../src/domain/model/audit-entry.ts';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';
import { Time } from '../../components/time.tsx';

const looks: Readonly<Record<AuditEntry['result'], IndicatorType>> = {
  done: 'success',
  refused: 'stopped',
  failed: 'error',
  unanswered: 'warning',
};

export const auditColumns: TableProps.ColumnDefinition<AuditEntry>[] = [
  { id: 'time', header: 'When', isRowHeader: true, minWidth: 165, cell: ({ time }) => <Time instant={time} /> },
  {
    id: 'result',
    header: 'Result',
    minWidth: 125,
    cell: ({ result, status, code }) => (
      <>
        <Indicator type={looks[result]}>{result}</Indicator>
        {result !== 'done' && (
          <Box variant="small" display="block">
            {code ?? status}
          </Box>
        )}
      </>
    ),
  },
  {
    id: 'who',
    header: 'Who',
    minWidth: 105,
    cell: ({ actor, roles }) => (
      <span className="broken-anywhere">
        {actor ?? 'nobody known'}
        <Box variant="small" display="block">
          {roles.join(', ')}
        </Box>
      </span>
    ),
  },
  {
    id: 'from',
    header: 'From where',
    minWidth: 105,
    cell: ({ address, client }) => (
      <span className="broken-anywhere">
        {address ?? 'not known'}
        {client !== undefined && (
          <Box variant="small" display="block">
            {programOf(client)}
          </Box>
        )}
      </span>
    ),
  },
  {
    id: 'what',
    header: 'What',
    minWidth: 190,
    cell: (entry) => (
      <span title={entry.route} className="broken-anywhere">
        {actText(entry)}
        <Box variant="small" display="block">
          {askedText(entry.detail)}
        </Box>
      </span>
    ),
  },
  {
    id: 'about',
    header: 'About',
    minWidth: 190,
    cell: ({ resources }) =>
      resources.length === 0 ? '–' : resources.map((resource) => <Resource key={resource} name={resource} />),
  },
];

/** Browsers name themselves at length. */
const programOf = (client: string): string => (client.startsWith('Mozilla/') ? 'a browser' : client);

const places: Readonly<Record<string, string>> = {
  exec: '/executions/',
  plan: '/recovery-plans/',
  group: '/protection-groups/',
};

function Resource({ name }: { readonly name: string }) {
  const place = places[/^([a-z]+)-[0-9a-f-]+$/.exec(name)?.[1] ?? ''];
  return (
    <div className="broken-anywhere">{place === undefined ? name : <Link href={`${place}${name}`}>{name}</Link>}</div>
  );
}
