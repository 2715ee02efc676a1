/** What is wrong with an account across its fields. */
import type { AccountDefinition } from './model/account.ts';
import type { FieldError } from './model/plan-file.ts';

/** `everyAccountByRole`: the server's own credentials reach no account. Empty: the account can be saved. */
export const accountErrors = (
  { accountId, roleArn, externalId, stagingAccountIds }: AccountDefinition,
  { everyAccountByRole }: { readonly everyAccountByRole: boolean },
): readonly FieldError[] => {
  const errors: FieldError[] = [];
  if (stagingAccountIds?.includes(accountId)) {
    errors.push({ path: ['stagingAccountIds'], message: 'names the account itself' });
  }
  if (roleArn !== undefined) {
    // It would recover servers in the wrong account.
    if (accountOfRole(roleArn) !== accountId)
      errors.push({ path: ['roleArn'], message: 'is a role of another account' });
    return errors;
  }
  if (everyAccountByRole) {
    errors.push({ path: ['roleArn'], message: 'is required: here every account is reached by a role' });
  }
  if (externalId !== undefined) errors.push({ path: ['externalId'], message: 'is of use only with a roleArn' });
  return errors;
};

const accountOfRole = (roleArn: string): string | undefined => roleArn.split(':')[4];
