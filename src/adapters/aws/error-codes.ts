/**
 * Error names that say more than their HTTP status. EC2 and STS answer most refusals with 400, some throttles with 503.
 * Sources: the DRS API model; "Error codes for the Amazon EC2 API"; "Common errors" of the Query API and of STS; "Error
 * handling with DynamoDB";
 * the throttling codes that the SDK itself knows (those of services that we call).
 */
export const throttlingCodes: ReadonlySet<string> = new Set([
  'EC2ThrottledException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Our credentials are missing, expired or not accepted: nothing happened, and new ones may help. */
export const credentialsCodes: ReadonlySet<string> = new Set([
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
]);

/** "The security token included in the request is expired" comes under several names, always with 403. */
export const expiredWords = /security token .*\b(expired|invalid)\b/i;

export const deniedCodes: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'Blocked',
  'NotAuthorized',
  'OptInRequired',
  'PendingVerification',
  'RegionDisabledException',
  'UnauthorizedOperation',
]);

export const unavailableCodes: ReadonlySet<string> = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerException',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  // DynamoDB is still busy with an earlier try of the same transaction.
  'TransactionInProgressException',
  'Unavailable',
]);

/** The connection was never made, so that nothing can have happened. */
export const notSentCodes: ReadonlySet<string> = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND']);
