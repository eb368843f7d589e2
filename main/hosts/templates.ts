import { readdir, readFile } from 'node:fs/promises';
import { readPlan } from '#main/compiler/read-plan.ts';
import type { TemplateRow } from '#shared/api/plans.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** The plans that come with the product: two folders up, from the sources and from a bundle alike. */
const FOLDER = new URL('../../resources/samples/', import.meta.url);
const NAME = /^([a-z0-9-]+)\.yaml$/;
const RISKS = ['irreversible', 'write', 'read'] as const;

interface Template {
  readonly row: TemplateRow;
  readonly text: string;
}

/** Reads the templates once, when they are first asked for. */
export class Templates {
  #read: Promise<ReadonlyMap<string, Template>> | undefined;

  async list(): Promise<readonly TemplateRow[]> {
    return [...(await this.#all()).values()].map(({ row }) => row);
  }

  /** Throws AppError `plan.unknown-template`. */
  async text(id: string): Promise<string> {
    const found = (await this.#all()).get(id);
    if (found !== undefined) return found.text;
    throw new AppError('plan.unknown-template', `there is no template ${id}`, { hint: 'look at the list again' });
  }

  #all(): Promise<ReadonlyMap<string, Template>> {
    this.#read ??= readTemplates();
    return this.#read;
  }
}

async function readTemplates(): Promise<ReadonlyMap<string, Template>> {
  const found = new Map<string, Template>();
  for (const file of (await readdir(FOLDER)).sort()) {
    const id = NAME.exec(file)?.[1];
    if (id === undefined) continue;
    const text = await readFile(new URL(file, FOLDER), 'utf8');
    const { plan } = readPlan(text);
    if (plan === undefined) continue;
    const effect = RISKS.find((risk) => plan.steps.some((step) => step.effect === risk)) ?? 'write';
    const description = plan.description ?? leadingComment(text);
    found.set(id, { row: { id, title: plan.title, description, effect, steps: plan.steps.length }, text });
  }
  return found;
}

/** The comment with which a text begins, as one paragraph. */
function leadingComment(text: string): string {
  const [comment = ''] = /^(?:#.*\n)*/.exec(text) ?? [];
  return comment.replaceAll(/^#\s?/gm, '').replaceAll(/\s+/g, ' ').trim();
}
