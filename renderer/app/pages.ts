import { type ComponentType, lazy } from 'react';

export interface PageRoute {
  readonly path: string;
  /** Paths of one name share their component: it keeps its state, and the focus in it. */
  readonly name: string;
  readonly Component: ComponentType;
}

const Runboard = lazy(async () => ({
  default: (await import('#renderer/features/runboard/runboard-page.tsx')).RunboardPage,
}));
const Run = lazy(async () => ({ default: (await import('#renderer/features/run/run-page.tsx')).RunPage }));
const Plans = lazy(async () => ({ default: (await import('#renderer/features/plans/plans-page.tsx')).PlansPage }));
const PlanEditor = lazy(async () => ({
  default: (await import('#renderer/features/plans/plan-editor-page.tsx')).PlanEditorPage,
}));
const History = lazy(async () => ({
  default: (await import('#renderer/features/history/history-page.tsx')).HistoryPage,
}));
const Compare = lazy(async () => ({
  default: (await import('#renderer/features/history/compare-page.tsx')).ComparePage,
}));
const Artifacts = lazy(async () => ({
  default: (await import('#renderer/features/artifacts/artifacts-page.tsx')).ArtifactsPage,
}));
const Tools = lazy(async () => ({ default: (await import('#renderer/features/tools/tools-page.tsx')).ToolsPage }));
const Approvals = lazy(async () => ({
  default: (await import('#renderer/features/approvals/approvals-page.tsx')).ApprovalsPage,
}));
const Settings = lazy(async () => ({
  default: (await import('#renderer/features/settings/settings-page.tsx')).SettingsPage,
}));
const Bundle = lazy(async () => ({ default: (await import('#renderer/features/bundles/bundle-page.tsx')).BundlePage }));

/** Every page with its path; each is loaded when it is first shown. */
export const PAGES: readonly PageRoute[] = [
  { path: '/', name: 'runboard', Component: Runboard },
  { path: '/sessions/:id', name: 'runboard', Component: Runboard },
  { path: '/runs/:ref', name: 'run', Component: Run },
  { path: '/plans', name: 'plans', Component: Plans },
  { path: '/plans/:id', name: 'plan', Component: PlanEditor },
  { path: '/history', name: 'history', Component: History },
  { path: '/compare/:left/:right', name: 'compare', Component: Compare },
  { path: '/artifacts', name: 'artifacts', Component: Artifacts },
  { path: '/tools', name: 'tools', Component: Tools },
  { path: '/approvals', name: 'approvals', Component: Approvals },
  { path: '/settings/:section?', name: 'settings', Component: Settings },
  { path: '/bundles/:id', name: 'bundle', Component: Bundle },
];
