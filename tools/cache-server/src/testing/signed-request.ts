import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request carries the signature of AWS Signature Version 4 for its method, path, query, the headers that it
 * names, and the hash of its body. Written from Amazon's description, apart from what signs.
 */
export function isSigned(
  { method = '', url = '', headers }: IncomingMessage,
  keys: { accessKeyId: string; secretAccessKey: string; region: string },
): boolean {
  const [, credential = '', names = '', given = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [keyId, day = '', region = '', service = '', end = ''] = credential.split('/');
  const time = String(headers['x-amz-date']);
  const needed = ['host', 'x-amz-date', 'x-amz-content-sha256', ...amzHeaders(headers)];
  if (keyId !== keys.accessKeyId || region !== keys.region || service !== 's3') return false;
  if (!time.startsWith(day) || needed.some((name) => !names.split(';').includes(name)))
    return false;
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    ...[method, path, query.split('&').sort().join('&')],
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    ...['', names, headers['x-amz-content-sha256']],
  ].join('\n');
  const scope = [day, region, service, end].join('/');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical)].join('\n');
  let key: Buffer = Buffer.from(`AWS4${keys.secretAccessKey}`);
  for (const part of [day, region, service, end])
    key = createHmac('sha256', key).update(part).digest();
  const right = createHmac('sha256', key).update(toSign).digest();
  return timingSafeEqual(right, Buffer.from(given.padEnd(64, '0'), 'hex'));
}

function amzHeaders(headers: IncomingMessage['headers']): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
}
