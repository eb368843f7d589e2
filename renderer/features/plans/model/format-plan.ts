import { isSeq, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';

/**
 * A plan as YAML in its usual form: two spaces, `{ a: b }` and `[a]` in one line, what took several lines as a block. Comments,
 * order and values stay. `null`: the text is no YAML.
 */
export function formatPlan(text: string): string | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || document.contents === null) return null;
  visit(document, {
    Collection(_key, node) {
      if (node.flow === true && isOverLines(node, text)) node.flow = false;
      padAsUsual(node);
    },
  });
  return document.toString({ indent: 2, lineWidth: 0 });
}

type Collection = YAMLMap | YAMLSeq;

function isOverLines({ range }: Collection, text: string): boolean {
  return range != null && text.slice(range[0], range[1]).includes('\n');
}

/** Maps have room inside of their braces, lists have none; the library knows one for both. */
function padAsUsual(node: Collection): void {
  const own = node.toString.bind(node);
  const padding = isSeq(node) ? '' : ' ';
  node.toString = (context, ...rest) =>
    own(context === undefined ? context : { ...context, flowCollectionPadding: padding }, ...rest);
}
