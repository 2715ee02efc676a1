import type { NotificationEvent, PlanNotifications } from '../../../src/domain/model/plan-notifications.ts';

/** Told when … */
export const eventText: Readonly<Record<NotificationEvent, string>> = {
  start: 'it starts',
  gate: 'a person is needed',
  waveCompleted: 'a wave is completed',
  waveFailed: 'a wave failed, or not all of it launched',
  end: 'it ends',
  cleanUp: 'its instances will be cleaned up',
};

/** "a person is needed; it ends". */
export const eventsText = ({ events }: PlanNotifications): string =>
  events === undefined ? 'anything happens' : events.map((event) => eventText[event]).join('; ');
