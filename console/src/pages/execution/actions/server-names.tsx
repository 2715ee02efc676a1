import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../../components/count.ts';
import { ScrollBox } from '../../../components/scroll-box.tsx';

const fewMost = 12;

/** Names of servers: all of them, in a box of their own when they are many. */
export function ServerNames({ servers }: { readonly servers: readonly Pick<ServerView, 'serverName'>[] }) {
  const text = servers.map(({ serverName }) => serverName).join(', ');
  if (servers.length <= fewMost) return <p>{text}</p>;
  return <ScrollBox label={`Names of ${countOf(servers.length, 'server')}`}>{text}</ScrollBox>;
}
