import { AwsError } from '../../wire/aws-error.ts';

/** Errors of the DRS API model, with its members and status codes. */
export const conflict = (message: string, resourceId: string, resourceType: string): AwsError =>
  new AwsError('ConflictException', 409, message, { members: { code: 'ConflictException', resourceId, resourceType } });

export const notFound = (message: string, resourceId: string, resourceType: string): AwsError =>
  new AwsError('ResourceNotFoundException', 404, message, {
    members: { code: 'ResourceNotFoundException', resourceId, resourceType },
  });

export const quotaExceeded = (message: string, quotaCode: string, resourceType: string): AwsError =>
  new AwsError('ServiceQuotaExceededException', 402, message, {
    members: { code: 'ServiceQuotaExceededException', resourceType, serviceCode: 'drs', quotaCode },
  });

export const uninitialized = (accountId: string, region: string): AwsError =>
  new AwsError('UninitializedAccountException', 400, `Account ${accountId} is not initialized in ${region}`, {
    members: { code: 'UninitializedAccountException' },
  });

export const accessDenied = (message: string): AwsError =>
  new AwsError('AccessDeniedException', 403, message, { members: { code: 'AccessDeniedException' } });

export type InvalidField = { name: string; message: string };

export const invalid = (
  message: string,
  reason: 'unknownOperation' | 'cannotParse' | 'fieldValidationFailed' | 'other',
  fieldList: readonly InvalidField[] = [],
): AwsError =>
  new AwsError('ValidationException', 400, message, { members: { code: 'ValidationException', reason, fieldList } });
