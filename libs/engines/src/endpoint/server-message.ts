import { z } from 'zod';

const longest = 200;

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
  const unwrapped = unwrap(text)
    .replace(/[\p{Cc}\p{Cf}\s\uFFFD]+/gu, ' ')
    .trim();
  const message = secret ? unwrapped.replaceAll(secret, '…') : unwrapped;
  return message.length <= longest ? message : `${message.slice(0, longest - 1).trimEnd()}…`;
}

function unwrap(text: string): string {
  try {
    const parsed = Wrapped.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : text;
  } catch {
    return text;
  }
}
