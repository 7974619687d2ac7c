/** A second-order filter with its state, in transposed direct form II. */
export interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
  z1: number;
  z2: number;
}

/*
 * ITU-R BS.1770 gives its two filters for 48 kHz only. These are the analogue filters behind them,
 * with the constants of B. De Man, "Evaluation of Implementations of the EBU R128 Loudness
 * Measurement" (AES 145, 2018), carried to any rate by the bilinear transform.
 */

/** The first filter: a shelf of 4 dB above about 1.7 kHz, for the head's effect. */
export function headShelf(sampleRate: number): Biquad {
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate);
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
    z1: 0,
    z2: 0,
  };
}

/** The second filter: cuts what is below about 38 Hz. */
export function lowCut(sampleRate: number): Biquad {
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const a0 = 1 + k / q + k * k;
  const a1 = (2 * (k * k - 1)) / a0;
  return { b0: 1, b1: -2, b2: 1, a1, a2: (1 - k / q + k * k) / a0, z1: 0, z2: 0 };
}
