import { Digest, type TakeKey } from '@audiobook/model/digest';
import { storedTail } from './stored-tail.ts';

/**
 * The digest that a store's take says it has, from the end of its file: cheaper than reading the take,
 * and not verified. Undefined where there is no take that says one.
 */
export async function storedDigest(root: string, key: TakeKey): Promise<Digest | undefined> {
  const tail = await storedTail(root, key);
  const said = [...(tail?.matchAll(/"digest":"([0-9a-f]{64})"/g) ?? [])].at(-1);
  return Digest.safeParse(said?.[1]).data;
}
