import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Place } from '../store/s3-client.ts';
import { isSigned } from './signed-request.ts';

interface StoredObject {
  body: Buffer;
  headers: Record<string, string>;
  modifiedAt: number;
}

/** Objects of a page of a list. */
const pageSize = 3;

/**
 * A server of the part of S3 that the cache server uses, for tests: one bucket, in memory. It answers signed requests
 * alone, checks bodies against their hashes, and knows `If-None-Match: *`, unless it is told not to.
 */
export class S3Server {
  readonly objects = new Map<string, StoredObject>();
  knowsIfNoneMatch = true;
  /** Statuses with which the next requests are answered. */
  readonly failures: number[] = [];
  readonly place: S3Place = {
    ...{ endpoint: '', bucket: 'cache', region: 'eu-test-1', prefix: 'books/' },
    ...{ accessKeyId: 'AKTEST', secretAccessKey: 'secret/of+tests' },
  };
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.place.endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(
      await Array.fromAsync(request as AsyncIterable<Buffer>).catch(() => []),
    );
    const failure = this.failures.shift();
    if (failure !== undefined) return end(response, failure, error('SlowDown'));
    if (!isSigned(request, this.place)) return end(response, 403, error('SignatureDoesNotMatch'));
    if (request.headers['x-amz-content-sha256'] !== hash('sha256', body)) {
      return end(response, 400, error('XAmzContentSHA256Mismatch'));
    }
    const url = new URL(request.url ?? '', this.place.endpoint);
    const [, bucket, ...rest] = url.pathname.split('/');
    if (bucket !== this.place.bucket) return end(response, 404, error('NoSuchBucket'));
    const key = rest.join('/');
    if (key === '') return this.#list(response, url.searchParams);
    this.#answerObject(request, response, key, body);
  }

  #answerObject(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer) {
    const { method, headers } = request;
    if (method === 'PUT') {
      const from = headers['x-amz-copy-source'];
      return from === undefined
        ? this.#put(request, response, key, body)
        : this.#copy(request, response, key);
    }
    const object = this.objects.get(key);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return end(response, 204);
    }
    if (object === undefined)
      return end(response, 404, method === 'HEAD' ? '' : error('NoSuchKey'));
    response.writeHead(200, {
      ...object.headers,
      'content-length': object.body.length,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
    });
    response.end(method === 'HEAD' ? undefined : object.body);
  }

  #put(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer) {
    const once = request.headers['if-none-match'] === '*' && this.knowsIfNoneMatch;
    if (request.headers['content-length'] === undefined)
      return end(response, 411, error('MissingContentLength'));
    if (once && this.objects.has(key)) return end(response, 412, error('PreconditionFailed'));
    this.objects.set(key, { body, headers: metadataOf(request), modifiedAt: Date.now() });
    end(response, 200);
  }

  #copy(request: IncomingMessage, response: ServerResponse, key: string) {
    const source = String(request.headers['x-amz-copy-source']).replace(
      `/${this.place.bucket}/`,
      '',
    );
    const object = this.objects.get(source);
    if (object === undefined) return end(response, 404, error('NoSuchKey'));
    const replaces = request.headers['x-amz-metadata-directive'] === 'REPLACE';
    if (source === key && !replaces) return end(response, 400, error('InvalidRequest'));
    const headers = replaces ? metadataOf(request) : object.headers;
    this.objects.set(key, { body: object.body, headers, modifiedAt: Date.now() });
    end(response, 200, '<CopyObjectResult></CopyObjectResult>');
  }

  #list(response: ServerResponse, query: URLSearchParams): void {
    const from = query.get('continuation-token')?.replace(/^after&/, '') ?? '';
    const keys = [...this.objects.keys()].sort();
    const left = keys.filter((key) => key.startsWith(query.get('prefix') ?? '') && key > from);
    const page = left.slice(0, pageSize);
    const next =
      left.length > pageSize
        ? `<NextContinuationToken>after&amp;${page.at(-1)}</NextContinuationToken>`
        : '';
    const contents = page.map((key) => {
      const { body, modifiedAt } = this.objects.get(key) as StoredObject;
      const time = new Date(modifiedAt).toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${time}</LastModified><ETag>&quot;x&quot;</ETag><Size>${body.length}</Size></Contents>`;
    });
    end(response, 200, `<ListBucketResult>${contents.join('\n')}${next}</ListBucketResult>`);
  }
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
}

function error(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>A test's ${code}</Message></Error>`;
}

function end(response: ServerResponse, status: number, body = ''): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
