import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  type Variables,
} from '@modelcontextprotocol/server';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { AgentDesk } from './agent-desk.ts';
import { errorWords, problemOf } from './problem.ts';
import { type Asked, askedOf } from './tool.ts';
import { findDocument, libraryPlans, told } from './tools/find.ts';

/** Runs that a list names. */
const LISTED = 50;
/** Largest bundle that one answer carries, bytes. */
const LARGEST_BUNDLE = 16 << 20;
const BLOCK = 4 << 20;

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';

type Content = { readonly mimeType: string } & ({ readonly text: string } | { readonly blob: string });
type Read = (asked: Asked, part: (name: string) => string, uri: string) => Promise<Content>;

/** What a server offers to read: plans, runs, proofs, the schema of plans. */
export function addResources(server: McpServer, desk: AgentDesk): void {
  const reading = (read: Read) => async (uri: URL, variables: Variables, context: ServerContext) => {
    const part = (name: string): string => String(variables[name] ?? '');
    try {
      const content = await read(askedOf(server, desk, context), part, uri.href);
      return { contents: [{ uri: uri.href, ...masked(content, desk) }] };
    } catch (error) {
      throw asProtocolError(uri.href, error, desk);
    }
  };
  const fixed = (name: string, uri: string, title: string, mimeType: string, read: Read): void => {
    const answer = reading(read);
    server.registerResource(name, uri, { title, mimeType }, (url, context) => answer(url, {}, context));
  };
  const byPart = (name: string, uri: string, title: string, mimeType: string, read: Read, list = false): void => {
    const template = new ResourceTemplate(uri, {
      list: list ? (context) => listed(name, askedOf(server, desk, context)) : undefined,
      complete: { run: (value) => labels(desk, value), plan: (value) => planNames(desk, value) },
    });
    server.registerResource(name, template, { title, mimeType }, reading(read));
  };

  fixed('schema', 'opsroom://schema', 'JSON Schema of plans (Pulser IR)', JSON_TYPE, async ({ calls }) =>
    jsonContent(await calls.plans.schema({})),
  );
  fixed('plans', 'opsroom://plans', 'Plans of the library, and templates', JSON_TYPE, async (asked) =>
    jsonContent({ plans: await libraryPlans(asked), templates: await asked.calls.plans.templates({}) }),
  );
  fixed('runs', 'opsroom://runs', 'Newest runs', JSON_TYPE, async (asked) =>
    jsonContent((await newestRuns(asked)).map(({ run, status }) => ({ ...run, run: runLabel(run.number), status }))),
  );
  byPart('plan', 'opsroom://plans/{plan}', 'A plan as it was published', YAML_TYPE, planText, true);
  byPart('template', 'opsroom://templates/{template}', 'A plan that comes with the product', YAML_TYPE, templateText);
  byPart('run', 'opsroom://runs/{run}', 'A run: steps, verdicts, questions, evidence', JSON_TYPE, runContent, true);
  byPart('proof', 'opsroom://proofs/{run}', 'The proof records of a run', JSON_TYPE, proofContent);
  byPart(
    'bundle',
    'opsroom://proofs/{run}/bundle',
    'The bundle that proof_get wrote',
    'application/zip',
    bundleContent,
  );
}

/** What a run by the plan's name runs; the draft only where nothing was published, marked as one. */
const planText: Read = async (asked, part) => {
  const { id: documentId, head } = await findDocument(asked, part('plan'));
  const { plans } = asked.calls;
  if (head !== null) return { mimeType: YAML_TYPE, text: (await plans.revision({ documentId, number: head })).text };
  const { text } = await plans.get({ documentId });
  return {
    mimeType: YAML_TYPE,
    text: `# A draft that nobody published: run_start does not run it by its name.\n${text}`,
  };
};

const templateText: Read = async ({ calls }, part) => {
  const { text } = await calls.plans.template({ id: part('template') });
  return { mimeType: YAML_TYPE, text };
};

const runContent: Read = async (asked, part) =>
  jsonContent(told(asked, await asked.calls.runs.get({ ref: part('run') })).data);

const proofContent: Read = async (asked, part) => {
  const { calls } = asked;
  const detail = await calls.runs.get({ ref: part('run') });
  const { runId } = detail.run;
  const records = await Promise.all(
    detail.steps.map(async ({ summary }) => {
      const { proof, digests } = await calls.runs.step({ runId, stepId: summary.id });
      return { step: summary.id, digest: digests.record, record: proof };
    }),
  );
  return jsonContent({ report: told(asked, detail).data, records });
};

/** Reading never writes: a bundle is there only after it was asked for. */
const bundleContent: Read = async ({ calls, desk }, part) => {
  const { runId, number } = (await calls.runs.get({ ref: part('run') })).run;
  const written = desk.bundles.get(runId);
  if (written === undefined) {
    throw new AppError('bundle.unknown-export', `no bundle of ${runLabel(number)} was written here`, {
      hint: 'call proof_get with bundle: true first',
    });
  }
  if (written.bytes > LARGEST_BUNDLE) {
    throw new AppError('bundle.too-large', `the bundle has ${written.bytes} bytes, too many for one answer`, {
      hint: `write it to a file: opsroom export ${runLabel(number)} -o FILE`,
    });
  }
  const blocks: Buffer[] = [];
  for (let offset = 0; offset < written.bytes; ) {
    const { base64 } = await calls.proofs.read({ exportId: written.exportId, offset, maxBytes: BLOCK });
    const block = Buffer.from(base64, 'base64');
    if (block.length === 0) break;
    blocks.push(block);
    offset += block.length;
  }
  return { mimeType: 'application/zip', blob: Buffer.concat(blocks).toString('base64') };
};

function jsonContent(value: unknown): Content {
  return { mimeType: JSON_TYPE, text: JSON.stringify(value, null, 2) };
}

/** What is read for one value stays one: a mask of a whole text could break its form. Bundles are made of masked parts. */
function masked(content: Content, { mask }: AgentDesk): Content {
  if ('blob' in content) return content;
  if (content.mimeType !== JSON_TYPE) return { ...content, text: mask.text(content.text) };
  return jsonContent(mask.json(JSON.parse(content.text) as Json));
}

function newestRuns({ calls }: Pick<Asked, 'calls'>) {
  const sort = { by: 'number', descending: true } as const;
  return calls.history.window({ filter: {}, sort, offset: 0, limit: LISTED }).then(({ rows }) => rows);
}

async function listed(name: string, asked: Asked) {
  if (name === 'plan') {
    const plans = await libraryPlans(asked);
    return {
      resources: plans.map(({ id, name: plan, title, head }) => {
        const shown = head === null ? `${title} (draft)` : title;
        return { uri: `opsroom://plans/${id}`, name: plan, title: shown, mimeType: YAML_TYPE };
      }),
    };
  }
  const rows = await newestRuns(asked);
  return {
    resources: rows.map(({ run, status, planTitle }) => {
      const label = runLabel(run.number);
      return { uri: `opsroom://runs/${label}`, name: label, title: `${planTitle}: ${status}`, mimeType: JSON_TYPE };
    }),
  };
}

/** Labels of the newest runs that begin so. */
export async function labels(desk: AgentDesk, value: string): Promise<string[]> {
  const rows = await newestRuns({ calls: desk.callsOf(undefined) });
  return rows.map(({ run }) => runLabel(run.number)).filter((label) => label.startsWith(value.toUpperCase()));
}

/** Names of plans that begin so. */
export async function planNames(desk: AgentDesk, value: string): Promise<string[]> {
  const plans = await libraryPlans({ calls: desk.callsOf(undefined) });
  return plans.map(({ name }) => name).filter((name) => name.startsWith(value));
}

/** What was thrown for a resource, as clients are told of it. */
export function asProtocolError(uri: string, error: unknown, desk: AgentDesk): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const problem = problemOf(error, (fault) => desk.reportFault(uri, fault));
  if (problem.code.endsWith('.unknown') || problem.code === 'plan.unknown-template')
    return new ResourceNotFoundError(uri);
  const isFault = problem.code === 'internal.fault';
  const code = isFault ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams;
  return new ProtocolError(code, desk.mask.text(errorWords(uri, problem)), { code: problem.code });
}
