import Container from '@cloudscape-design/components/container';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useEffect, useRef } from 'react';

/**
 * Tabs in a box of their own. Cloudscape's variant `container` builds all of it anew for each tab that is chosen: whoever
 * goes from tab to tab by keys would lose their place after the first.
 */
export function ContainedTabs(props: Omit<TabsProps, 'variant'>) {
  const { activeTabId, tabs } = props;
  const place = useRef<HTMLDivElement>(null);
  const labels = tabs.map(({ label }) => (typeof label === 'string' ? label : '')).join('\n');
  // A label that grows pushes the chosen tab out of a narrow row, where Cloudscape leaves it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say when to look.
  useEffect(() => bringChosenInRow(place.current), [activeTabId, labels]);
  return (
    <div ref={place}>
      <Container>
        <Tabs {...props} />
      </Container>
    </div>
  );
}

/** Sideways only: the page itself stays where it is. */
function bringChosenInRow(place: HTMLElement | null): void {
  const tab = place?.querySelector('[role=tab][aria-selected=true]');
  const row = tab?.closest('[role=tablist]');
  if (tab === null || tab === undefined || row === null || row === undefined) return;
  const [chosen, shown] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  if (chosen.left >= shown.left && chosen.right <= shown.right) return;
  row.scrollLeft += chosen.left + chosen.width / 2 - shown.left - shown.width / 2;
}
