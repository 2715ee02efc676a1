import { AwsError } from '../../wire/aws-error.ts';

/** Errors as in "Error codes for the Amazon EC2 API". Nearly all are 400. */
export const ec2Error = (code: string, message: string): AwsError => new AwsError(code, 400, message);

export const invalidValue = (value: string, parameter: string, expected: string): AwsError =>
  ec2Error('InvalidParameterValue', `Value ( ${value} ) for parameter ${parameter} is invalid. ${expected}`);

export const missing = (parameter: string): AwsError =>
  ec2Error('MissingParameter', `The request must contain the parameter ${parameter}`);
