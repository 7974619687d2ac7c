import { z } from 'zod';
import { Secret } from './secret.ts';

/** The variable that has the token where nothing else is said. */
export const usualTokenVariable = 'AUDIOBOOK_CACHE_TOKEN';

/** An address of a server of shared takes. */
export const SharedTakesUrl = z
  .url({ protocol: /^https?$/, error: 'it is no address such as https://cache.example.org' })
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    error: 'a secret is never in an address; the token is kept elsewhere',
  });

/** Where a workspace's takes are shared with other machines. */
export const SharedTakesSettings = z.strictObject({
  url: SharedTakesUrl.describe(
    'The cache server’s address; AUDIOBOOK_SHARED_TAKES says another, or "off".',
  ),
  token: Secret.default({ env: usualTokenVariable }).describe(
    `Where its token is kept; by default in the environment variable ${usualTokenVariable}.`,
  ),
});
export type SharedTakesSettings = z.infer<typeof SharedTakesSettings>;
