import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { redirectPorts } from '../../src/api/hosted-sign-in.ts';
import { roles } from '../../src/domain/permissions.ts';

export interface Identity {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** Where people sign in. */
  readonly signInUrl: string;
}

/** Who may come in: users with a second factor, in groups that are the roles of the API. */
export const createIdentity = (parent: Construct, consoleUrl: string, tablePrefix: string): Identity => {
  const scope = new Construct(parent, 'Identity');
  const userPool = new UserPool(scope, 'Users', {
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 14,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    featurePlan: FeaturePlan.PLUS,
    standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const role of roles) new UserPoolGroup(scope, role, { userPool, groupName: role });
  const domain = userPool.addDomain('SignIn', {
    cognitoDomain: { domainPrefix: `${tablePrefix}-${Aws.ACCOUNT_ID}` },
  });
  const client = userPool.addClient('Console', {
    generateSecret: false,
    authFlows: { userSrp: true },
    preventUserExistenceErrors: true,
    // A night on call; then the second factor again.
    refreshTokenValidity: Duration.hours(12),
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
      // The command line's too, on the machine of whoever signs in: PKCE keeps the code from others there.
      callbackUrls: [consoleUrl, ...redirectPorts.map((port) => `http://localhost:${port}/`)],
      logoutUrls: [consoleUrl],
    },
  });
  return { userPool, client, signInUrl: domain.baseUrl() };
};
