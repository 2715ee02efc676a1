import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { accountQuery } from '../../data/accounts.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { AccountEditor } from './account-editor.tsx';

const route = getRouteApi('/frame/settings/accounts/$accountId/edit');
const settings = { text: 'Settings', href: '/settings' };
const newWay = [settings];

export function EditAccountPage() {
  const { accountId } = route.useParams();
  const { data, error } = useQuery(accountQuery(accountId));
  const name = data?.accountName ?? accountId;
  const way = useMemo(() => [settings, { text: name, href: `/settings/accounts/${accountId}` }], [accountId, name]);
  usePage(`Edit ${name}`, way);
  if (data !== undefined) return <AccountEditor key={accountId} account={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The account" error={error} />;
}

export function NewAccountPage() {
  usePage('Register an account', newWay);
  return <AccountEditor account={undefined} />;
}
