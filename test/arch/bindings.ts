import { visitorKeys } from 'oxc-parser';

/** A node of the syntax tree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Every name that a file binds anywhere: such a name is taken for the file's own, never for a global. */
export function fileBindings(program: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (node: Node): void => {
    switch (node.type) {
      case 'VariableDeclarator':
        bind(node['id'], names);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'TSFunctionType':
      case 'TSMethodSignature':
      case 'TSCallSignatureDeclaration':
      case 'TSDeclareFunction':
      case 'TSEmptyBodyFunctionExpression':
        bind(node['id'], names);
        for (const parameter of node['params'] as readonly unknown[]) bind(parameter, names);
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        bind(node['id'], names);
        break;
      case 'CatchClause':
        bind(node['param'], names);
        break;
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier':
        bind(node['local'], names);
        break;
      default:
        break;
    }
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key];
      for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) {
        if (isNode(item)) walk(item);
      }
    }
  };
  walk(program);
  return names;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function bind(pattern: unknown, names: Set<string>): void {
  if (!isNode(pattern)) return;
  switch (pattern.type) {
    case 'Identifier':
      names.add(String(pattern['name']));
      break;
    case 'ObjectPattern':
      for (const property of pattern['properties'] as readonly Node[]) bind(property['value'] ?? property, names);
      break;
    case 'ArrayPattern':
      for (const element of pattern['elements'] as readonly unknown[]) bind(element, names);
      break;
    case 'AssignmentPattern':
      bind(pattern['left'], names);
      break;
    case 'RestElement':
      bind(pattern['argument'], names);
      break;
    default:
      break;
  }
}
