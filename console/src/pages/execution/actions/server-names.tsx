import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { Indicator } from '../../../components/indicator.tsx';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import type { ServersRead } from './servers-read.ts';

const fewMost = 12;

/** Names of servers, or why they are not known. */
export function ServerNames({ servers: { data, error } }: { readonly servers: ServersRead }) {
  return (
    <>
      {error !== null && <FailureAlert what="The servers" error={error} />}
      {data !== undefined && <Names servers={data} />}
      {data === undefined && error === null && <Indicator type="loading">Reading the servers</Indicator>}
    </>
  );
}

/** All of them, in a box of their own when they are many. */
function Names({ servers }: { readonly servers: readonly ServerView[] }) {
  const text = servers.map(({ serverName }) => serverName).join(', ');
  if (servers.length <= fewMost) return <p>{text}</p>;
  return <ScrollBox label={`Names of ${countOf(servers.length, 'server')}`}>{text}</ScrollBox>;
}
