/**
 * Property tests draw the same cases every time, so that a failure is a change's and not the day's.
 * PROPERTY_SEED=<number> draws others.
 */

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? 1) });
