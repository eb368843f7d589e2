const WIDTH = 52;
const HEIGHT = 24;

interface ChartProps {
  /** Oldest first; the last one is marked. */
  readonly values: readonly number[];
  /** What it shows, for screen readers; without it the chart is decoration beside its number. */
  readonly label?: string;
}

const naming = (label: string | undefined) =>
  label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label };

/** Small bars, 52 by 24 px. */
export function MiniBars({ values, label }: ChartProps) {
  const most = Math.max(...values, 0);
  const gap = values.length > 8 ? 2 : 3;
  const width = Math.max(1, (WIDTH - gap * (values.length - 1)) / Math.max(1, values.length));
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} {...naming(label)}>
      {values.map((value, at) => {
        const height = most === 0 ? 1 : Math.max(1, (value / most) * HEIGHT);
        const fill = at === values.length - 1 ? 'var(--fg-1)' : 'var(--line-3)';
        return (
          <rect key={at} x={at * (width + gap)} y={HEIGHT - height} width={width} height={height} rx="1" fill={fill} />
        );
      })}
    </svg>
  );
}

/** A small line with a dot at its end, 52 by 24 px. */
export function Sparkline({ values, label }: ChartProps) {
  const most = Math.max(...values);
  const least = Math.min(...values);
  const points = values.map((value, at) => ({
    x: values.length < 2 ? WIDTH - 2 : 2 + (at * (WIDTH - 4)) / (values.length - 1),
    y: most === least ? HEIGHT / 2 : 3 + ((most - value) / (most - least)) * (HEIGHT - 6),
  }));
  const last = points.at(-1);
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} {...naming(label)}>
      <polyline
        points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke="var(--fg-3)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {last !== undefined && <circle cx={last.x} cy={last.y} r="2.25" fill="var(--fg-1)" />}
    </svg>
  );
}
