import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { errorMessage } from '#shared/lib/app-error.ts';
import { count, listOf, object, text } from '../format/shape.ts';
import type { Opening } from '../format/withheld.ts';
import { reportText } from './report-text.ts';
import { type VerifyOptions, verifyBundle } from './verify-bundle.ts';

// The verifier as a program of its own: one file, no packages. Exit codes: 0 valid, 1 invalid or signer not trusted, 2 usage.

const USAGE = `opsroom-verify FILE [options]

  --key FILE              public key (PEM or ssh) that you trust; may be repeated
  --allowed-signers FILE  keys that you trust, as for ssh-keygen -Y verify
  --authority FILE        certificate (PEM) of a timestamp authority that you trust; may be repeated
  --open FILE             withheld values that the owner disclosed; may be repeated
  --json                  the report as JSON
`;

const openingsShape = listOf(object({ seq: count, pointer: text, salt: text }));

function readOpenings(path: string): readonly Opening[] {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const list = Array.isArray(value) ? value : [value];
  const problem = openingsShape(list, '');
  if (problem !== undefined) throw new RangeError(`${path}: ${problem}`);
  return list as readonly Opening[];
}

async function main(): Promise<number> {
  const several = { type: 'string', multiple: true } as const;
  let file: string;
  let options: VerifyOptions;
  let isJson: boolean;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        key: several,
        authority: several,
        open: several,
        'allowed-signers': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) {
      process.stdout.write(USAGE);
      return 0;
    }
    const [first, ...more] = positionals;
    if (first === undefined || more.length > 0) throw new RangeError('name one bundle');
    const signers = values['allowed-signers'];
    file = first;
    isJson = values.json === true;
    options = {
      keys: (values.key ?? []).map((path) => readFileSync(path, 'utf8')),
      authorities: (values.authority ?? []).map((path) => readFileSync(path, 'utf8')),
      openings: (values.open ?? []).flatMap(readOpenings),
      ...(signers === undefined ? {} : { allowedSigners: readFileSync(signers, 'utf8') }),
      now: Date.now(),
    };
  } catch (error) {
    process.stderr.write(`opsroom-verify: ${errorMessage(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    const report = await verifyBundle(file, options);
    process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    return report.outcome === 'valid' ? 0 : 1;
  } catch (error) {
    process.stderr.write(`opsroom-verify: ${errorMessage(error)}\n`);
    return 2;
  }
}

process.exitCode = await main();
