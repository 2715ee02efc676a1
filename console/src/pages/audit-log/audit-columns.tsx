import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { actText, askedText } from '../../../../src/domain/audit-words.ts';
import { type AuditEntry, ownActs } from '../../../../src/domain/model/audit-entry.ts';
import { Breakable } from '../../components/breakable.tsx';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';
import { Pieces } from '../../components/pieces.tsx';
import { ShortId } from '../../components/short-id.tsx';
import { Time } from '../../components/time.tsx';

const looks: Readonly<Record<AuditEntry['result'], IndicatorType>> = {
  done: 'success',
  refused: 'stopped',
  failed: 'error',
  accepted: 'pending',
  unanswered: 'warning',
};

export const auditColumns: TableProps.ColumnDefinition<AuditEntry>[] = [
  { id: 'time', header: 'When', isRowHeader: true, minWidth: 185, cell: ({ time }) => <Time instant={time} /> },
  {
    id: 'result',
    header: 'Result',
    minWidth: 140,
    cell: ({ result, status, code, route }) => {
      // What Breakwater did by itself was answered to nobody: what came of it stands with the act.
      const answer = code ?? status ?? (byItself.includes(route) ? undefined : 'no answer');
      return (
        <>
          <Indicator type={looks[result]}>{result}</Indicator>
          {result !== 'done' && answer !== undefined && (
            <Box variant="small" display="block">
              <Breakable text={String(answer)} />
            </Box>
          )}
        </>
      );
    },
  },
  {
    id: 'who',
    header: 'Who, from where',
    minWidth: 160,
    cell: (entry) => (
      <>
        <span className="broken-anywhere">{entry.actor ?? 'nobody known'}</span>
        <Box variant="small" display="block">
          {entry.roles.join(', ')}
        </Box>
        <Box variant="small" display="block">
          <span className="broken-anywhere">{whereText(entry)}</span>
        </Box>
      </>
    ),
  },
  {
    id: 'what',
    header: 'What',
    minWidth: 220,
    cell: (entry) => (
      <span title={entry.route}>
        {actText(entry)}
        <Box variant="small" display="block">
          <Breakable text={askedText(entry.detail)} />
        </Box>
      </span>
    ),
  },
  { id: 'about', header: 'About', minWidth: 250, cell: ({ resources }) => <Resources resources={resources} /> },
];

const byItself: readonly string[] = Object.values(ownActs);

/** Empty: what Breakwater does by itself comes from nowhere. */
const whereText = ({ address, client, route }: AuditEntry): string =>
  byItself.includes(route)
    ? ''
    : [address ?? 'from where is not known', ...(client === undefined ? [] : [programOf(client)])].join(', ');

/** Browsers name themselves at length. */
const programOf = (client: string): string => (client.startsWith('Mozilla/') ? 'a browser' : client);

const places: Readonly<Record<string, string>> = {
  exec: '/executions/',
  plan: '/recovery-plans/',
  group: '/protection-groups/',
};

const isId = (resource: string): boolean => /^[a-z]+-[0-9a-f-]+$/.test(resource);

/** Names, and below them the ids, each of which is shortened for the eye alone. */
function Resources({ resources }: Pick<AuditEntry, 'resources'>) {
  if (resources.length === 0) return '–';
  const names = resources.filter((resource) => !isId(resource));
  return (
    <>
      {names.length > 0 && (
        <div className="broken-anywhere">
          <Pieces text={names.join(', ')} />
        </div>
      )}
      {resources.filter(isId).map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Resource id={id} />
        </span>
      ))}
    </>
  );
}

function Resource({ id }: { readonly id: string }) {
  const place = places[id.slice(0, id.indexOf('-'))];
  return place === undefined ? (
    <ShortId id={id} />
  ) : (
    <Link href={`${place}${id}`}>
      <ShortId id={id} />
    </Link>
  );
}
