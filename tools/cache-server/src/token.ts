import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Scope } from './scope.ts';
import { Writer } from './writer.ts';

/** What a token allows. */
export const Access = z.strictObject({
  writer: Writer,
  /** In the order in which they are looked into. */
  reads: z.array(Scope).min(1).max(20),
  /** Null for a token that only reads. */
  writes: Scope.nullable(),
  /** Seconds since 1970. */
  expires: z.number().int().min(0),
});
export type Access = z.infer<typeof Access>;

/** What a token was found to be; why it is refused says nothing that its bearer can't know. */
export type TokenReading = { access: Access } | { refused: string };

/** Tells tokens of this server from other text, and this form from later ones. */
const prefix = 'abk1';
const longest = 8_192;

/** A token that says what it allows, signed, so that the server keeps no list of them. */
export function makeToken(access: Access, key: Buffer): string {
  const said = `${prefix}.${Buffer.from(JSON.stringify(access)).toString('base64url')}`;
  return `${said}.${signatureOf(said, key).toString('base64url')}`;
}

/**
 * Reads a token and holds it against its signature (HMAC-SHA-256), in a time that does not depend on where
 * they differ. Nothing that it says is looked at before.
 */
export function readToken(token: string, key: Buffer, now = Date.now()): TokenReading {
  const malformed = { refused: 'this is no token of this server' };
  if (token.length > longest) return malformed;
  const [, said = '', payload = '', signature = ''] =
    /^(\w+\.([\w-]+))\.([\w-]{43})$/.exec(token) ?? [];
  if (!said.startsWith(`${prefix}.`)) return malformed;
  const given = Buffer.from(signature, 'base64url');
  const right = signatureOf(said, key);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return malformed;
  const access = accessOf(payload);
  if (access === undefined) return malformed;
  if (access.expires * 1_000 <= now) {
    const day = new Date(access.expires * 1_000).toISOString().slice(0, 10);
    return { refused: `the token of ${access.writer} expired on ${day}` };
  }
  return { access };
}

function signatureOf(said: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(said).digest();
}

function accessOf(payload: string): Access | undefined {
  try {
    return Access.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
