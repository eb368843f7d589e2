import type { ArtifactPage, ArtifactQuery, Store } from '#main/engine/ports/store.ts';
import type { ArtifactGroup } from '#shared/api/artifacts.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { Connection } from './connection.ts';
import { listedRuns } from './history/listed-runs.ts';
import type { RunIndex } from './history/run-index.ts';

interface FileRow {
  readonly number: number;
  readonly step_id: string;
  readonly step_index: number;
  readonly title: string;
  readonly name: string;
  readonly digest: string;
  readonly media_type: string;
  readonly size: number;
}

export function artifactPages(connection: Connection, index: RunIndex): Pick<Store, 'artifactsPage'> {
  return { artifactsPage: (query) => connection.snapshot(() => page(connection, index, query)) };
}

function page(connection: Connection, index: RunIndex, query: ArtifactQuery): ArtifactPage {
  const text = query.text.trim().toLowerCase();
  const parameters = { text, digest: `sha256:${text.replace(/^sha256:/, '')}`, run: query.runId, before: query.before };
  const conditions = [
    'has_artifacts = 1',
    ...(query.runId === null ? [] : ['runs.id = +@run']),
    ...(query.before === null ? [] : ['number < @before']),
    ...(text === '' ? [] : [`(${IN_RUN} or exists (select 1 from artifacts where run_id = runs.id and ${IN_FILE}))`]),
  ];
  const numbers = connection
    .all<{ readonly number: number }>(
      `select number from runs where ${conditions.join(' and ')} order by number desc limit @limit`,
      { ...used(conditions, parameters), limit: query.limit + 1 },
    )
    .map(({ number }) => number);
  const shown = numbers.slice(0, query.limit);
  return {
    groups: groups(connection, index, shown, text === '' ? null : parameters),
    next: numbers.length > query.limit ? (shown.at(-1) ?? null) : null,
    totals: totals(connection),
  };
}

/** The run's own words: then all of its artifacts are meant. */
const IN_RUN = `(instr(lower_text(plan_name), @text) > 0 or 'r-' || number = @text)`;
const IN_FILE = `(instr(lower_text(artifacts.name), @text) > 0
  or (length(@digest) > 9 and substr(artifacts.digest, 1, length(@digest)) = @digest))`;

/** SQLite refuses values that a statement does not name. */
function used(
  conditions: readonly string[],
  parameters: Readonly<Record<string, string | number | null>>,
): Record<string, string | number | null> {
  const sql = conditions.join(' ');
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => sql.includes(`@${name}`)));
}

function groups(
  connection: Connection,
  index: RunIndex,
  numbers: readonly number[],
  wanted: { readonly text: string; readonly digest: string } | null,
): readonly ArtifactGroup[] {
  const rows = connection.all<FileRow>(
    `select runs.number, artifacts.step_id, steps.position as step_index, steps.title, artifacts.name, artifacts.digest,
       artifacts.media_type, artifacts.size
     from artifacts join runs on runs.id = artifacts.run_id
       join steps on steps.run_id = artifacts.run_id and steps.id = artifacts.step_id
     where runs.number in (select value from json_each(@numbers))
       ${wanted === null ? '' : `and (${IN_RUN} or ${IN_FILE})`}
     order by steps.position, artifacts.position`,
    { numbers: JSON.stringify(numbers), ...(wanted === null ? {} : { text: wanted.text, digest: wanted.digest }) },
  );
  return listedRuns(connection, index, numbers).map(({ run, status, planTitle }) => {
    const steps = new Map<string, { stepId: string; index: number; title: string; files: ArtifactRef[] }>();
    for (const row of rows) {
      if (row.number !== run.number) continue;
      const step = steps.get(row.step_id) ?? {
        stepId: row.step_id,
        index: row.step_index,
        title: row.title,
        files: [],
      };
      step.files.push(artifact(row));
      steps.set(row.step_id, step);
    }
    return { run, status, planTitle, steps: [...steps.values()] };
  });
}

function artifact(row: FileRow): ArtifactRef {
  return {
    name: row.name,
    digest: row.digest as Digest,
    mediaType: row.media_type,
    size: row.size,
    stepId: row.step_id,
  };
}

function totals(connection: Connection): ArtifactPage['totals'] {
  const row = connection.get<ArtifactPage['totals']>(
    `select coalesce(sum(files), 0) as files, count(*) as contents, coalesce(sum(size), 0) as bytes
     from (select count(*) as files, max(size) as size from artifacts group by digest)`,
  );
  return row ?? { files: 0, contents: 0, bytes: 0 };
}
