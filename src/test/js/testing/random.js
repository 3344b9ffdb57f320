/** Numbers in [0, 1) that are the same for the same seed (mulberry32). @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seeds of a run: `SEED=n` repeats one, else 1 to `count`. @param {number} count */
export function seeds(count) {
  const { SEED } = process.env;
  return SEED ? [Number(SEED)] : Array.from({ length: count }, (_, index) => index + 1);
}
