import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at its first size. A process that starts others pays for its own memory at each start (its page
 * tables are copied), and by itself V8 would let a long run grow by some 60 MB that hold nothing but garbage.
 */
export function keepHeapSteady(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
