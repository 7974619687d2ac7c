import { z } from 'zod';
import { oneLine } from './one-line.ts';

const Text = z.string().min(1);
/** How servers wrap the message of an error: OpenAI's way, FastAPI's ways, and plain ones. */
const Wrapped: z.ZodType<string> = z.lazy(() =>
  z.union([
    Text,
    z.object({ message: Text }).transform(({ message }) => message),
    z.object({ error: Wrapped }).transform(({ error }) => error),
    z.object({ detail: Wrapped }).transform(({ detail }) => detail),
    z
      .array(z.object({ msg: Text, loc: z.array(z.union([z.string(), z.number()])).default([]) }))
      .min(1)
      .transform((problems) =>
        problems.map(({ msg, loc }) => [loc.at(-1), msg].filter(Boolean).join(': ')).join('; '),
      ),
  ]),
);

/**
 * What a server says is wrong, in at most 200 characters without control characters; empty where it
 * says nothing. `secret` is left out, if the server repeats it.
 */
export function serverMessage(body: Buffer, secret?: string): string {
  const text = body.toString('utf8');
  const message = unwrap(text);
  return oneLine(secret ? message.replaceAll(secret, '…') : message);
}

const Coded = z.object({ error: z.object({ code: z.string() }) });

/** The code of an error in OpenAI's shape; empty where there is none. */
export function errorCode(body: Buffer): string {
  try {
    return Coded.safeParse(JSON.parse(body.toString('utf8'))).data?.error.code ?? '';
  } catch {
    return '';
  }
}

function unwrap(text: string): string {
  try {
    const parsed = Wrapped.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : text;
  } catch {
    return text;
  }
}
