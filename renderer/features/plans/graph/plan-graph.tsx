import '@xyflow/react/dist/base.css';
import {
  type BuiltInEdge,
  MarkerType,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useViewport,
} from '@xyflow/react';
import { Minus, Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import type { StepOutline } from '#shared/api/plans.ts';
import { layOut } from '../model/graph-layout.ts';
import styles from './plan-graph.module.css';
import { Risk, type StepNode, StepNodeView } from './step-node.tsx';

interface PlanGraphProps {
  readonly outline: readonly StepOutline[];
  /** Line of the first error of each step; 0 for none. */
  readonly errors: readonly number[];
  /** -1 for none. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  /** Goes to the step's lines. */
  readonly onOpen: (index: number) => void;
}

const NODE_TYPES = { step: StepNodeView };
const FIT = { padding: { top: '20px', right: '20px', bottom: '52px', left: '20px' }, maxZoom: 1 } as const;

/** The steps of a plan and what they wait for. Arrow keys go from step to step, Enter opens the text. */
export function PlanGraph(props: PlanGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ outline, errors, selected, onSelect, onOpen }: PlanGraphProps) {
  const flow = useReactFlow();
  const root = useRef<HTMLDivElement>(null);
  const isMoved = useRef(false);
  const layout = useMemo(() => layOut(outline), [outline]);
  const onKey = useCallback(
    (key: string, from: number): boolean => {
      const next = stepAfterKey(key, from, outline.length);
      if (next === null) return false;
      onSelect(next);
      root.current?.querySelector<HTMLElement>(`[data-step="${next}"]`)?.focus({ preventScroll: true });
      return true;
    },
    [outline.length, onSelect],
  );
  const nodes = useMemo(
    () =>
      layout.steps.map(
        ({ key, index, step, x, y, width, height }): StepNode => ({
          id: key,
          type: 'step',
          position: { x, y },
          width,
          height,
          data: {
            index,
            step,
            errorLine: errors[index] ?? 0,
            selected: index === selected,
            reachable: index === Math.max(0, selected),
            onSelect,
            onOpen,
            onKey,
          },
        }),
      ),
    [layout, errors, selected, onSelect, onOpen, onKey],
  );
  const edges = useMemo(
    () =>
      layout.edges.map(
        ({ from, to }): BuiltInEdge => ({
          id: `${from}>${to}`,
          source: from,
          target: to,
          type: 'smoothstep',
          pathOptions: { offset: 10, borderRadius: 6 },
          focusable: false,
          markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--line-3)', width: 16, height: 16 },
          style: { stroke: 'var(--line-3)' },
        }),
      ),
    [layout],
  );
  const fit = (): void => void flow.fitView({ ...FIT, duration: motion() });
  useRefit(layout.steps.length, isMoved);
  useKeepInSight(selected, nodes, () => {
    isMoved.current = true;
  });
  useCommands([
    { id: 'plan.graph.fit', title: 'Fit the graph', keys: '0', group: 'Plan', run: fit },
    { id: 'plan.graph.in', title: 'Zoom in', keys: 'plus', group: 'Plan', hidden: true, run: () => void flow.zoomIn() },
    { id: 'plan.graph.out', title: 'Zoom out', keys: '-', group: 'Plan', hidden: true, run: () => void flow.zoomOut() },
  ]);
  return (
    <div ref={root} className={styles.graph} role="group" aria-label="Steps as a graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        disableKeyboardA11y
        onlyRenderVisibleElements={outline.length > 60}
        minZoom={0.15}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        onMoveStart={(event) => {
          if (event !== null) isMoved.current = true;
        }}
        proOptions={{ hideAttribution: true }}
      >
        <Panel position="bottom-left" className={styles.legend} aria-hidden>
          <Risk effect="read" />
          <Risk effect="write" />
          <Risk effect="irreversible" />
        </Panel>
      </ReactFlow>
      <Zoom
        onFit={() => {
          isMoved.current = false;
          fit();
        }}
      />
    </div>
  );
}

function Zoom({ onFit }: { readonly onFit: () => void }) {
  const flow = useReactFlow();
  const { zoom } = useViewport();
  return (
    <div className={styles.tools} role="group" aria-label="Zoom">
      <IconButton icon={Minus} variant="default" size="sm" label="Zoom out" onClick={() => void flow.zoomOut()} />
      <Button size="sm" title="Actual size" onClick={() => void flow.zoomTo(1, { duration: motion() })}>
        {Math.round(zoom * 100)}%
      </Button>
      <IconButton icon={Plus} variant="default" size="sm" label="Zoom in" onClick={() => void flow.zoomIn()} />
      <Button size="sm" keys="0" onClick={onFit}>
        Fit
      </Button>
    </div>
  );
}

/** Shows the whole graph again when steps come or go, until a person moved it. */
function useRefit(count: number, isMoved: { readonly current: boolean }): void {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    if (count > 0 && !isMoved.current && width > 0 && height > 0) void flow.fitView(FIT);
  }, [flow, count, width, height, isMoved]);
}

/** Brings the selected step into sight where it is not. */
function useKeepInSight(selected: number, nodes: readonly StepNode[], onMove: () => void): void {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const latest = useRef({ nodes, width, height, onMove });
  useEffect(() => {
    latest.current = { nodes, width, height, onMove };
  });
  useEffect(() => {
    const node = latest.current.nodes[selected];
    if (node === undefined) return;
    const { x, y, zoom } = flow.getViewport();
    const middle = { x: node.position.x + (node.width ?? 0) / 2, y: node.position.y + (node.height ?? 0) / 2 };
    const at = { x: middle.x * zoom + x, y: middle.y * zoom + y };
    const isInSight = at.x > 60 && at.y > 30 && at.x < latest.current.width - 60 && at.y < latest.current.height - 30;
    if (isInSight) return;
    latest.current.onMove();
    void flow.setCenter(middle.x, middle.y, { zoom, duration: motion() });
  }, [selected, flow]);
}

function stepAfterKey(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
    case 'j':
      return Math.min(count - 1, from + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
    case 'k':
      return Math.max(0, from - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function motion(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 140;
}
