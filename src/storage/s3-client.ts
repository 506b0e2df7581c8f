import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { networkReason } from '../network-reason.ts';

export type S3Settings = NonNullable<Config['s3']>;

/** A store that does not take a connection, or stays silent in the middle of a transfer, for this long is away. */
const CONNECT_TIMEOUT_MS = 5000;
const SILENCE_TIMEOUT_MS = 20_000;

/** A client of R2, or of any other store that speaks S3. Connects on first use. */
export function createS3Client({ endpoint, region, accessKey, secretKey }: S3Settings): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // The bucket in the path, because a name before the host needs a certificate and a DNS entry for every bucket.
    forcePathStyle: true,
    // Checksums only where they are asked for: one that nobody asked for would be in a presigned URL, that of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // R2 never says that it wants the body, for which the client would wait.
    expectContinueHeader: false,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
  });
}

/** The store's answer, when an error is one: its HTTP status. */
export function statusOf(error: unknown): number | null {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null;
}

/** The store's own word for what is wrong: `NoSuchBucket`. */
export function nameOf(error: unknown): string | null {
  return error instanceof S3ServiceException ? error.name : null;
}

/** The status of an answer that is not S3's, but a web page's, which the SDK cannot read. */
function statusOfPage(error: unknown): number | null {
  if (!(error instanceof Error) || !('$response' in error)) return null;
  const { statusCode } = Object(error.$response);
  return typeof statusCode === 'number' ? statusCode : null;
}

/** Whether only another setting helps: the store has answered, and it was no. */
export function isRefusal(error: unknown): boolean {
  return [301, 302, 307, 308, 400, 401, 403, 404, 501].includes(statusOf(error) ?? 0);
}

/** What went wrong at a store, in words that name the setting it is about. */
export function explainS3(error: unknown, { endpoint, bucket, region }: S3Settings): string {
  const status = statusOf(error);
  if (!(error instanceof S3ServiceException) || status === null) {
    const page = statusOfPage(error);
    const said =
      page === null
        ? isSilence(error)
          ? 'it does not answer'
          : networkReason(error)
        : `HTTP ${page}, and not in the words of S3; is that a store (S3_ENDPOINT)?`;
    return `${new URL(endpoint).host}: ${said}`;
  }
  switch (error.name) {
    case 'InvalidAccessKeyId':
    case 'Unauthorized':
      return 'the store does not know S3_ACCESS_KEY';
    case 'SignatureDoesNotMatch':
      return 'S3_SECRET_KEY does not belong to S3_ACCESS_KEY';
    case 'NoSuchBucket':
      return `there is no bucket ${bucket} (S3_BUCKET)`;
    case 'RequestTimeTooSkewed':
      return 'the clock of this machine is wrong';
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
      return `the bucket is not in the region ${region} (S3_REGION): ${error.message}`;
    case 'AccessDenied':
      return `S3_ACCESS_KEY may not do this in the bucket ${bucket}`;
    case 'NotImplemented':
      return `the store cannot do what is asked of it (“If-None-Match: *”, SHA-256): ${error.message}`;
    default:
      // An answer to HEAD has no words.
      if (status === 403 && isSilent(error))
        return 'S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY, what the key may do, or the clock of this machine is wrong; arxiviz doctor says which';
      return isSilent(error) ? `HTTP ${status}` : `HTTP ${status} ${error.name}: ${error.message}`;
  }
}

/** Its words are about the SDK's own parts. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function isSilent({ name, message }: S3ServiceException): boolean {
  return message === '' || message === 'UnknownError' || name === 'Unknown' || /^\d+$/.test(name);
}
