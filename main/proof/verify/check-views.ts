import type { BundleRecord } from '../format/bundle-record.ts';
import { FILES } from '../format/names.ts';
import { RENDERING, renderViews } from '../report/views.ts';
import type { BundleView, RunFiles } from './bundle-view.ts';
import { sha256Hex } from './check-files.ts';
import type { Journal } from './check-journal.ts';

/** True for a bundle whose pages this version would render in the same way. */
export function hasKnownViews({ environment }: RunFiles): boolean {
  return environment.rendering === RENDERING;
}

/** The pages for people are exactly what the rest of the bundle gives. How many there are. */
export function checkViews(
  { files, findings }: BundleView,
  { plan, environment }: RunFiles,
  { fold }: Journal,
  records: readonly BundleRecord[],
): number {
  let views: ReadonlyMap<string, string>;
  try {
    views = renderViews({ plan, environment, fold, records, hasLayout: files.digests.has(FILES.layout) });
  } catch (error) {
    // What is checked of a plan and of values is less than what a page shows of them: this one could not have been made.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    findings.fail(FILES.report, 'view.content', 'no page can be made of what the bundle says');
    return 0;
  }
  for (const [path, text] of views) {
    const found = files.digests.get(path);
    if (found !== undefined && found !== sha256Hex(Buffer.from(text))) {
      findings.fail(path, 'view.content', 'it does not say what the rest of the bundle says');
    }
  }
  return views.size;
}
