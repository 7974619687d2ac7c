import { expect, it } from 'vitest';
import { espeakIdentity } from './espeak-identity.ts';

it('espeakIdentity() changes only with the package or with our text front end', async () => {
  expect(await espeakIdentity()).toEqual({
    ok: true,
    value: 'espeak-ng:sha256:6dccef1dc3a30c3ee4a1206f00819973b0ce1c827c5e01a6c8e10764bd43e753',
  });
});
