import type { SourceFacts } from './read-source.ts';
import type { Rules } from './rules.ts';

interface FormCheck {
  readonly file: string;
  readonly text: string;
  readonly facts: SourceFacts;
  readonly files: ReadonlyMap<string, string>;
  readonly rules: Rules;
  readonly report: (rule: string, offset: number, message: string) => void;
}

const FOLDER_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const FILE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|spec|config|d))?\.tsx?$/;
const EMPTY_WORD = /(?:Manager|Helpers?|Utils?)$/;
const MIRRORED = /^test\/(?:unit|integration)\//;

/** The rules that look at one file's own form: its name, size, exports and words. */
export function checkForm({ file, text, facts, files, rules, report }: FormCheck): void {
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  if (!FILE_NAME.test(name) || !folders.every((folder) => FOLDER_NAME.test(folder))) {
    report('file-name', 0, 'is not kebab-case .ts or .tsx');
  }
  const isEdge = rules.publicEdges.includes(file);
  if (/^index\.tsx?$/.test(name) && !isEdge) report('index', 0, 'index.ts stands only at a public edge');
  // Tools want the default export of their configuration.
  const defaults = name.endsWith('.config.ts') ? [] : facts.defaultExports;
  for (const found of defaults) report('default-export', found.offset, 'exports are named');
  for (const found of facts.reExports) {
    if (!isEdge) report('re-export', found.offset, `re-exports ${found.name}`);
  }
  for (const found of facts.enums) report('enum', found.offset, `${found.name} should be a union of strings`);
  for (const found of facts.declarations) {
    if (EMPTY_WORD.test(found.name)) report('empty-word', found.offset, `${found.name} says nothing of what it is`);
  }
  const spelling = /\bcancell(?:ed|ing)\b/i.exec(text);
  if (spelling !== null) report('spelling', spelling.index, `${spelling[0]} is written with one l`);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > rules.maxLines) report('size', text.length, `has ${lines} lines, at most ${rules.maxLines}`);
  if (MIRRORED.test(file) && name.endsWith('.test.ts') && !mirrorsSource(folders.slice(2).join('/'), files)) {
    report('mirror', 0, 'stands in a folder that mirrors none of shared or main');
  }
}

function mirrorsSource(folder: string, files: ReadonlyMap<string, string>): boolean {
  const sources = [`${folder}/`, `main/${folder}/`];
  return [...files.keys()].some((file) => sources.some((source) => file.startsWith(source)));
}
