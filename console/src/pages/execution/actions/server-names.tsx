import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';

const fewMost = 12;

/** Names of servers: all of them, folded when they are many. */
export function ServerNames({ servers }: { readonly servers: readonly Pick<ServerView, 'serverName'>[] }) {
  const text = servers.map(({ serverName }) => serverName).join(', ');
  if (servers.length <= fewMost) return <p>{text}</p>;
  return <ExpandableSection headerText={`All ${servers.length} servers`}>{text}</ExpandableSection>;
}
