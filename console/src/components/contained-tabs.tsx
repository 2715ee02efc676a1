import Container from '@cloudscape-design/components/container';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';

/**
 * Tabs in a box of their own. Cloudscape's variant `container` builds all of it anew for each tab that is chosen: whoever
 * goes from tab to tab by keys would lose their place after the first.
 */
export function ContainedTabs(props: Omit<TabsProps, 'variant'>) {
  return (
    <Container>
      <Tabs {...props} />
    </Container>
  );
}
