import { parseSync, visitorKeys } from 'oxc-parser';
import { fileBindings, type Node } from './bindings.ts';

/** Something found in a file, at a character offset. */
export interface Found {
  readonly offset: number;
  readonly name: string;
}

/** A module that a file names; `specifier` is undefined when it is computed. */
export interface ImportFound {
  readonly offset: number;
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
}

/** What the rules ask about one file. */
export interface SourceFacts {
  readonly imports: readonly ImportFound[];
  /** Uses of names that the file does not bind: `console`, `process.env`, `Date.now`, `Date()` (also for `new Date()`). */
  readonly globals: readonly Found[];
  readonly defaultExports: readonly Found[];
  readonly reExports: readonly Found[];
  readonly enums: readonly Found[];
  /** Names of classes, interfaces and types. */
  readonly declarations: readonly Found[];
  readonly syntaxErrors: readonly string[];
}

// Identifiers under these keys name a member or a type, they do not refer to a value.
const NAMING_KEYS: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  Property: ['key'],
  MethodDefinition: ['key'],
  PropertyDefinition: ['key'],
  AccessorProperty: ['key'],
  TSPropertySignature: ['key'],
  TSMethodSignature: ['key'],
  TSEnumMember: ['id'],
  TSTypeReference: ['typeName'],
  TSQualifiedName: ['left', 'right'],
  TSTypeQuery: ['exprName'],
  TSTypePredicate: ['parameterName'],
  LabeledStatement: ['label'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  ImportSpecifier: ['imported'],
  ExportSpecifier: ['exported'],
};

/** Parses a file and collects what the rules ask about. */
export function readSource(file: string, text: string): SourceFacts {
  const result = parseSync(file, text);
  const program = result.program as unknown as Node;
  const bound = fileBindings(program);
  const facts = {
    imports: [] as ImportFound[],
    globals: [] as Found[],
    defaultExports: [] as Found[],
    reExports: [] as Found[],
    enums: [] as Found[],
    declarations: [] as Found[],
    syntaxErrors: result.errors.map((error) => error.message),
  };
  const addImport = (source: Node | null | undefined, node: Node, typeOnly = false): void => {
    const specifier = literalText(source);
    facts.imports.push({ offset: node.start, specifier, typeOnly });
  };

  const visit = (node: Node, parent: Node | undefined): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        addImport(node['source'] as Node, node, isTypeImport(node));
        break;
      case 'ExportNamedDeclaration':
        if (node['source'] != null) addImport(node['source'] as Node, node, node['exportKind'] === 'type');
        break;
      case 'ExportAllDeclaration':
        addImport(node['source'] as Node, node, node['exportKind'] === 'type');
        break;
      case 'ImportExpression':
        addImport(node['source'] as Node, node);
        break;
      case 'TSImportType':
        addImport(node['source'] as Node, node, true);
        break;
      case 'TSExternalModuleReference':
        addImport(node['expression'] as Node, node);
        break;
      case 'ExportDefaultDeclaration':
        facts.defaultExports.push({ offset: node.start, name: 'default' });
        break;
      case 'TSExportAssignment':
        facts.defaultExports.push({ offset: node.start, name: 'export =' });
        break;
      case 'TSEnumDeclaration':
        facts.enums.push({ offset: node.start, name: identifierName(node['id']) ?? 'enum' });
        break;
      case 'CallExpression':
        if (calls(node, 'require') || calls(node, 'require.resolve')) addImport(firstArgument(node), node);
        break;
      case 'NewExpression':
        // new URL('./worker.ts', import.meta.url) starts a file as much as an import does.
        if (startsFile(node)) addImport(firstArgument(node), node);
        break;
      case 'ClassDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        facts.declarations.push({ offset: node.start, name: identifierName(node['id']) ?? '' });
        break;
      default:
        break;
    }
    const use = globalUse(node, parent, bound);
    if (use !== undefined) facts.globals.push({ offset: node.start, name: use });
    for (const key of visitorKeys[node.type] ?? []) {
      if (node['computed'] !== true && NAMING_KEYS[node.type]?.includes(key) === true) continue;
      const child = node[key];
      for (const item of Array.isArray(child) ? child : [child]) {
        if (isNode(item)) visit(item, node);
      }
    }
  };
  visit(program, undefined);

  for (const declaration of result.module.staticExports) {
    for (const entry of declaration.entries) {
      const name = entry.exportName.name ?? '*';
      if (name === 'default') facts.defaultExports.push({ offset: entry.start, name });
      if (entry.moduleRequest !== null && entry.moduleRequest !== undefined) {
        facts.reExports.push({ offset: entry.start, name: `${name} from ${entry.moduleRequest.value}` });
      }
    }
  }
  return facts;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isTypeImport(node: Node): boolean {
  if (node['importKind'] === 'type') return true;
  const specifiers = node['specifiers'] as readonly Node[];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier['importKind'] === 'type');
}

function identifierName(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : undefined;
}

function literalText(node: Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type === 'TemplateLiteral' && (node['expressions'] as unknown[]).length === 0) {
    const [quasi] = node['quasis'] as readonly Node[];
    return (quasi?.['value'] as { readonly cooked: string } | undefined)?.cooked;
  }
  return undefined;
}

function argument(node: Node, index: number): Node | undefined {
  return (node['arguments'] as readonly Node[])[index];
}

function firstArgument(node: Node): Node | undefined {
  return argument(node, 0);
}

function startsFile(node: Node): boolean {
  if (!calls(node, 'URL') || !isImportMetaUrl(argument(node, 1))) return false;
  return /\.[cm]?[jt]sx?$/.test(literalText(firstArgument(node)) ?? '');
}

function isImportMetaUrl(node: Node | undefined): boolean {
  return node?.type === 'MemberExpression' && isNode(node['object']) && node['object'].type === 'MetaProperty';
}

function calls(node: Node, path: string): boolean {
  const callee = node['callee'];
  return isNode(callee) && dottedName(callee) === path;
}

/** `a.b` of a member expression, with a leading `globalThis.` taken away; `a` of an identifier. */
function dottedName(node: Node): string | undefined {
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || !isNode(node['object']) || !isNode(node['property'])) return undefined;
  const object = dottedName(node['object']);
  const member = node['computed'] === true ? literalText(node['property']) : identifierName(node['property']);
  if (object === undefined || member === undefined) return undefined;
  return object === 'globalThis' || object === 'global' ? member : `${object}.${member}`;
}

function globalUse(node: Node, parent: Node | undefined, bound: ReadonlySet<string>): string | undefined {
  if (node.type === 'VariableDeclarator' && isNode(node['init']) && isNode(node['id'])) {
    const takesEnv = node['id'].type === 'ObjectPattern' && dottedName(node['init']) === 'process';
    const properties = takesEnv ? (node['id']['properties'] as readonly Node[]) : [];
    if (properties.some((property) => identifierName(property['key']) === 'env')) return 'process.env';
  }
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const path = dottedName(node);
  if (path === undefined || bound.has(path.split('.')[0] ?? '')) return undefined;
  if (path === 'Date') {
    const isCalled = parent !== undefined && parent['callee'] === node;
    const now = isCalled && (parent.type === 'CallExpression' || firstArgument(parent) === undefined);
    return now ? 'Date()' : undefined;
  }
  return path;
}
