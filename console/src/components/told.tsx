import type { PlanNotifications } from '../../../src/domain/model/plan-notifications.ts';

/** Who is told of a plan's runs. The address of a webhook is often a secret: only its host is shown. */
export function Told({ notifications }: { readonly notifications: PlanNotifications | undefined }) {
  if (notifications === undefined) return <>nobody</>;
  const { emails, webhookUrl } = notifications;
  return (
    <>
      {emails.map((email) => (
        <div key={email}>{email}</div>
      ))}
      {webhookUrl !== undefined && <div>webhook at {hostOf(webhookUrl)}</div>}
    </>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '…');
