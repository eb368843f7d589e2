import { defineConfig } from 'vitest/config';

const suite = (name: string, options: { timeout: number; parallel?: boolean }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
    fileParallelism: options.parallel ?? true,
    pool: 'forks' as const,
  },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', { timeout: 20_000 }),
      suite('arch', { timeout: 60_000 }),
      suite('integration', { timeout: 60_000 }),
      suite('conformance', { timeout: 60_000 }),
      suite('chaos', { timeout: 180_000, parallel: false }),
      suite('e2e', { timeout: 180_000, parallel: false }),
    ],
  },
});
