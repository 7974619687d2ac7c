import type { S3Client } from './s3-client.ts';

/** An object as S3 lists it. */
export interface S3Object {
  /** Without the prefix. */
  key: string;
  bytes: number;
  /** In milliseconds since 1970. */
  modifiedAt: number;
}

/** The objects whose keys begin so, page by page (ListObjectsV2). */
export async function* listObjects(client: S3Client, begins: string): AsyncGenerator<S3Object> {
  const { prefix } = client.place;
  let from: string | undefined;
  do {
    const page = await client.text({
      method: 'GET',
      query: {
        'list-type': '2',
        prefix: `${prefix}${begins}`,
        ...(from !== undefined && { 'continuation-token': from }),
      },
    });
    for (const [, object = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const key = fieldOf(object, 'Key');
      if (!key?.startsWith(prefix)) continue;
      yield {
        key: key.slice(prefix.length),
        bytes: Number(fieldOf(object, 'Size')),
        modifiedAt: Date.parse(fieldOf(object, 'LastModified') ?? ''),
      };
    }
    from = fieldOf(page, 'NextContinuationToken');
  } while (from !== undefined);
}

/** What an element holds. Keys of ours need no escapes; tokens may. */
function fieldOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(
    /&(amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-f]+));/gi,
    (_, named, decimal, hex) =>
      decimal || hex
        ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
        : (entities[named.toLowerCase()] ?? ''),
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
