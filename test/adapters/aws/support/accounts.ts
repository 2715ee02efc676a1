/** The account of our own credentials. */
export const home = { accountId: '111122223333', region: 'eu-west-1' };
/** An account that is reached by a role. */
export const other = { accountId: '444455556666', region: 'eu-west-1' };
export const otherRole = 'arn:aws:iam::444455556666:role/RecoveryOperator';
