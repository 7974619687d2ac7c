/**
 * Under a budget, a further slot is opened if so many times what speaking the rest of a run is thought to cost would still be
 * left: slots are slower at times.
 */
export const caution = 1.1;
