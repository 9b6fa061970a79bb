import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Presigned links as S3 makes them (AWS Signature Version 4 in the query).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
const algorithm = 'AWS4-HMAC-SHA256';
const region = 'eu-north-1';

export interface StoreCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Link {
  readonly method: 'GET' | 'PUT';
  /** `https://localhost:8443`, without a path. */
  readonly origin: string;
  /** `/bucket/key` */
  readonly path: string;
  /** Seconds until it ends. */
  readonly expiresIn: number;
}

export function presign(credentials: StoreCredentials, link: Link, now = Date.now()): string {
  const date = amzDate(now);
  const query = new URLSearchParams({
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope(date)}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(link.expiresIn),
    'X-Amz-SignedHeaders': 'host',
  });
  const host = new URL(link.origin).host;
  query.set('X-Amz-Signature', sign(credentials, { method: link.method, host, path: link.path, query }));
  return `${link.origin}${link.path}?${query.toString()}`;
}

export type LinkVerdict = 'valid' | 'expired' | 'wrong';

/** Checks what a client brings back. */
export function checkLink(
  credentials: StoreCredentials,
  request: { readonly method: string; readonly host: string; readonly path: string; readonly query: URLSearchParams },
  now = Date.now(),
): LinkVerdict {
  const query = new URLSearchParams(request.query);
  const given = Buffer.from(query.get('X-Amz-Signature') ?? '');
  query.delete('X-Amz-Signature');
  const expected = Buffer.from(sign(credentials, { ...request, query }));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong';
  const begun = timeOf(query.get('X-Amz-Date') ?? '');
  const expiresIn = Number(query.get('X-Amz-Expires'));
  return now <= begun + expiresIn * 1000 ? 'valid' : 'expired';
}

function sign(
  credentials: StoreCredentials,
  request: { readonly method: string; readonly host: string; readonly path: string; readonly query: URLSearchParams },
): string {
  const date = request.query.get('X-Amz-Date') ?? '';
  const canonical = [
    request.method,
    request.path,
    [...request.query]
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .sort()
      .join('&'),
    `host:${request.host}\n`,
    'host',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = [algorithm, date, scope(date), createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [date.slice(0, 8), region, 's3', 'aws4_request'].reduce<Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function scope(date: string): string {
  return `${date.slice(0, 8)}/${region}/s3/aws4_request`;
}

/** 20261122T013000Z */
function amzDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function timeOf(date: string): number {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}
