import { type ComponentType, lazy } from 'react';

export interface PageRoute {
  readonly path: string;
  readonly name: string;
  readonly Component: ComponentType;
}

/** Each feature gives one component for each of its pages, from a file that ends with `-page.tsx`. */
const FILES = import.meta.glob<Readonly<Record<string, ComponentType>>>('../features/*/*-page.tsx');

const ROUTES: readonly (readonly [path: string, file: string, name: string])[] = [
  ['/', 'runboard/runboard-page.tsx', 'RunboardPage'],
  ['/sessions/:id', 'runboard/runboard-page.tsx', 'RunboardPage'],
  ['/runs/:ref', 'run/run-page.tsx', 'RunPage'],
  ['/plans', 'plans/plans-page.tsx', 'PlansPage'],
  ['/plans/:id', 'plans/plan-editor-page.tsx', 'PlanEditorPage'],
  ['/history', 'history/history-page.tsx', 'HistoryPage'],
  ['/compare/:left/:right', 'history/compare-page.tsx', 'ComparePage'],
  ['/artifacts', 'artifacts/artifacts-page.tsx', 'ArtifactsPage'],
  ['/approvals', 'approvals/approvals-page.tsx', 'ApprovalsPage'],
  ['/settings/:section?', 'settings/settings-page.tsx', 'SettingsPage'],
  ['/bundles/:id', 'bundles/bundle-page.tsx', 'BundlePage'],
];

const components = new Map<string, ComponentType>();

/** Every page with its path. Paths that share a component keep its state, and the focus in it. */
export const PAGES: readonly PageRoute[] = ROUTES.flatMap(([path, file, name]) => {
  const load = FILES[`../features/${file}`];
  if (load === undefined) return [];
  const Component = components.get(name) ?? lazily(file, name, load);
  components.set(name, Component);
  return [{ path, name, Component }];
});

function lazily(file: string, name: string, load: () => Promise<Readonly<Record<string, ComponentType>>>) {
  return lazy(async () => {
    const found = (await load())[name];
    if (found === undefined) throw new Error(`${file} exports no ${name}`);
    return { default: found };
  });
}
