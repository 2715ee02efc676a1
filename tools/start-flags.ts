/**
 * Of Node, as `npm start` and `./breakwater` set them. Where memory is plenty, V8 lets the garbage of young objects grow far
 * beyond what lives, and collects the old ones only when they take three times that: both are bounded, relative to what
 * lives and not by a size at which the process would die. What is measured of memory is judged as they run.
 */
export const startFlags: readonly string[] = ['--max-semi-space-size=16', '--heap-growing-percent=60'];
