import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleBytes } from '#main/secrets/escape-sequences.ts';
import { createMask } from '#main/secrets/mask.ts';

test('a secret is hidden as bash itself quotes it', () => {
  const unit = fc.constantFrom(...Array.from('ab c\'"$`\\!#~&;|<>(){}[]*?^,=%@:/+\t\n\u0007\u001b'), 'é', '🐟');
  const secrets = fc
    .sample(fc.string({ unit, minLength: 6, maxLength: 24 }), { numRuns: 150, seed: 7 })
    .filter((text) => text.trim().length >= 6 && visibleBytes(Buffer.from(text)).length >= 6);
  for (const locale of ['C', 'C.UTF-8']) {
    // Values go in by the environment; what comes out is one quoted form each.
    const script = 'for i in $(seq 0 $((COUNT - 1))); do n="V$i"; printf "%q\\0" "${!n}"; done';
    const env = Object.fromEntries(secrets.map((secret, index) => [`V${index}`, secret]));
    const result = spawnSync('bash', ['-c', script], {
      env: { ...env, COUNT: String(secrets.length), LC_ALL: locale, PATH: '/usr/bin:/bin' },
    });
    const forms = result.stdout.toString('utf8').split('\0').slice(0, -1);
    expect(forms).toHaveLength(secrets.length);
    secrets.forEach((secret, index) => {
      const hidden = createMask([{ name: 'A', value: secret }]).text(`<${forms[index]}>`);
      expect([forms[index], hidden]).toEqual([forms[index], expect.stringMatching(/^<(\$')?\*\*\*'?>$/)]);
    });
  }
});
