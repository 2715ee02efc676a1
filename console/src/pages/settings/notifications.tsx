import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Settings } from '../../../../src/domain/model/settings.ts';

export function Notifications({ notifications }: Pick<Settings, 'notifications'>) {
  return (
    <Container header={<Header variant="h2">Notifications</Header>}>
      {notifications.kind === 'log' ? (
        'The server prints them in its terminal: when a gate waits, and how an execution ended. Nothing is mailed.'
      ) : (
        <>
          Published to the topic <Box variant="code">{notifications.topicArn}</Box>. Who is to get them subscribes to
          it.
        </>
      )}
    </Container>
  );
}
