import Link from '@cloudscape-design/components/link';

/** What to do where no account is registered. */
export const RegisterFirst = () => (
  <>
    <Link href="/settings/accounts/new">Register the account</Link> that DRS replicates into: its Regions are looked at
    within a minute.
  </>
);
