/** What is to be had beside the page: a shell and the server's terminal; in the live demo none of them. */
import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';
import { isLiveDemo } from '../data/live-demo.ts';
import { usePrintedCommand } from '../data/printed-command.ts';
import { useStore } from '../data/store.ts';

interface BesideThePage {
  /** How one comes by a plan without making one. */
  readonly sample: ReactNode;
  readonly olderRuns: ReactNode;
  /** What a plan file cannot do here. */
  readonly pruning: ReactNode;
  /** Of a server that keeps no token in a file. */
  readonly noTokenFile: string;
  /** Where the messages of a server go that sends none by AWS. */
  readonly messages: string;
  readonly documents: string;
}

const Command = ({ words }: { readonly words: string }) => (
  <span className="whole">
    <Box variant="code">{usePrintedCommand(words)}</Box>
  </span>
);

const server: BesideThePage = {
  sample: (
    <>
      Or take the sample: <Command words="apply -f examples/shop.yaml" />
    </>
  ),
  olderRuns: (
    <>
      Older runs are not shown: <Command words="get executions" />
    </>
  ),
  pruning: (
    <>
      What the file does not name stays. To remove it: <Command words="apply --prune -f FILE" />
    </>
  ),
  noTokenFile: 'none here: people sign in by their own accounts',
  messages:
    'This server prints every message in its terminal, and sends those of webhooks. It sends no e-mail: only a server in AWS does.',
  documents: 'beside the program: README.md, docs/concepts.md, docs/troubleshooting.md, docs/operate/break-glass.md',
};

const demo: BesideThePage = {
  sample: 'Or reload the page: the sample, Shop, comes back.',
  olderRuns: 'Older runs are not shown',
  pruning: 'What the file does not name stays.',
  noTokenFile: 'none: whoever has this page is its operator, and nobody else can reach it',
  messages: 'This live demo sends no message: each is written to the console of the browser’s developer tools.',
  documents: 'in the source: README.md, docs/concepts.md, docs/troubleshooting.md',
};

export const useBesideThePage = (): BesideThePage => (useStore(isLiveDemo) ? demo : server);
