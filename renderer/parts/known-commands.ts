/** Where a command is in reach; two of different places never meet. */
export type CommandPlace =
  | 'everywhere'
  | 'runboard'
  | 'run'
  | 'plans'
  | 'plan'
  | 'approvals'
  | 'settings'
  | 'history'
  | 'compare'
  | 'artifacts'
  | 'tools'
  | 'start-dialog'
  | 'export-dialog';

/** A command as the settings show it, also while its page is not on the screen. */
export interface KnownCommand {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** The keys it has unless a person changes them. */
  readonly keys: readonly string[];
  readonly places: readonly CommandPlace[];
}

type Row = readonly [id: string, title: string, ...keys: string[]];

function rows(group: string, places: readonly CommandPlace[], list: readonly Row[]): readonly KnownCommand[] {
  return list.map(([id, title, ...keys]) => ({ id, title, group, keys, places }));
}

/** Every command of every page, group by group. */
export const KNOWN_COMMANDS: readonly KnownCommand[] = [
  ...rows(
    'Everywhere',
    ['everywhere'],
    [
      ['app.command-bar', 'Command bar', 'Mod+K'],
      ['app.keys', 'All keys', '?'],
      ['app.verify-bundle', 'Verify a bundle'],
    ],
  ),
  ...rows(
    'Go to',
    ['everywhere'],
    [
      ['app.runboard', 'Open runboard', 'g r'],
      ['app.plans', 'Open plans', 'g p'],
      ['app.history', 'Open history', 'g h'],
      ['app.artifacts', 'Open artifacts', 'g f'],
      ['app.tools', 'Open tools', 'g t'],
      ['app.settings', 'Open settings', 'g s'],
      ['app.approvals', 'Open approvals', 'g a'],
    ],
  ),
  ...rows(
    'Sessions',
    ['runboard'],
    [
      ['sessions.filter', 'Filter sessions', '/'],
      ['sessions.new', 'New session', 'Shift+N'],
    ],
  ),
  ...rows(
    'Runboard',
    ['runboard'],
    [
      ['board.lane-a', 'Focus lane A', 'a'],
      ['board.lane-b', 'Focus lane B', 'b'],
      ['board.lane-c', 'Focus lane C', 'c'],
      ['board.lane-d', 'Focus lane D', 'd'],
      ['board.add-a', 'Add a plan to lane A', 'Shift+A'],
      ['board.add-b', 'Add a plan to lane B', 'Shift+B'],
      ['board.add-c', 'Add a plan to lane C', 'Shift+C'],
      ['board.add-d', 'Add a plan to lane D', 'Shift+D'],
      ['board.next', 'Next in the lane', 'j', 'ArrowDown'],
      ['board.previous', 'Previous in the lane', 'k', 'ArrowUp'],
      ['board.right', 'Lane to the right', 'ArrowRight'],
      ['board.left', 'Lane to the left', 'ArrowLeft'],
      ['board.open', 'Open run', 'Enter'],
      ['queue.up', 'Move up in the queue', 'Alt+ArrowUp'],
      ['queue.down', 'Move down in the queue', 'Alt+ArrowDown'],
      ['queue.left', 'Move to the lane on the left', 'Alt+ArrowLeft'],
      ['queue.right', 'Move to the lane on the right', 'Alt+ArrowRight'],
    ],
  ),
  ...rows(
    'First run',
    ['runboard'],
    [
      ['first.template', 'Run the first template', '1'],
      ['first.file', 'Choose a plan file', '2'],
      ['first.write', 'Write a plan', '3'],
    ],
  ),
  ...rows(
    'Run',
    ['runboard', 'run'],
    [
      ['run.pause', 'Pause or resume run', 'Space'],
      ['run.cancel', 'Cancel run', 'Shift+X'],
    ],
  ),
  ...rows(
    'Run',
    ['run'],
    [
      ['run.next-step', 'Next step', 'j'],
      ['run.previous-step', 'Previous step', 'k'],
      ['run.open-log', 'Open log at step', 'Enter'],
      ['run.proof', 'Show proof', 'p'],
      ['run.inspector', 'Show inspector', 'i'],
      ['run.export', 'Export proof bundle', 'e'],
      ['run.retry', 'Retry from step'],
      ['run.replay', 'Replay the log'],
      ['run.back', 'Back to the runboard', 'Escape'],
    ],
  ),
  ...rows(
    'Log',
    ['run'],
    [
      ['log.follow', 'Follow log', 'f'],
      ['log.search', 'Search log', '/'],
      ['log.next', 'Next match', 'n'],
      ['log.previous', 'Previous match', 'Shift+N'],
      ['log.wrap', 'Wrap log lines'],
      ['log.times', 'Show times in the log'],
    ],
  ),
  ...rows(
    'Decision',
    ['run', 'approvals'],
    [
      ['question.approve', 'Approve', 'Mod+Enter'],
      ['question.reject', 'Reject', 'Shift+R'],
    ],
  ),
  ...rows(
    'Approvals',
    ['approvals'],
    [
      ['approvals.next', 'Next question', 'j', 'ArrowDown'],
      ['approvals.previous', 'Previous question', 'k', 'ArrowUp'],
      ['approvals.open', 'Open the run that asks', 'o'],
    ],
  ),
  ...rows(
    'Plans',
    ['plans'],
    [
      ['plans.new', 'New plan', 'n'],
      ['plans.import', 'Import a plan file'],
      ['plans.filter', 'Filter plans', '/'],
      ['plans.run', 'Run this plan', 'r'],
      ['plans.archive', 'Archive or restore plan', 'Delete'],
    ],
  ),
  ...rows(
    'Plan',
    ['plan'],
    [
      ['plan.save', 'Save draft', 'Mod+S'],
      ['plan.publish', 'Publish'],
      ['plan.discard', 'Discard draft'],
      ['plan.problem.next', 'Next problem', 'F8'],
      ['plan.problem.previous', 'Previous problem', 'Shift+F8'],
      ['plan.fix', 'Apply fix', 'Mod+.'],
      ['plan.format', 'Format text', 'Shift+Alt+F'],
      ['plan.step.show', 'Show step in graph, or in the text', 'Mod+G'],
      ['plan.dry-run', 'Dry run', 'Mod+D'],
      ['plan.run', 'Run in lane', 'Mod+Shift+Enter'],
      ['plan.graph.fit', 'Fit the graph', '0'],
      ['plan.graph.in', 'Zoom in', 'plus'],
      ['plan.graph.out', 'Zoom out', '-'],
    ],
  ),
  ...rows(
    'History',
    ['history'],
    [
      ['history.search', 'Search runs', '/'],
      ['history.filters', 'Filters', 'f'],
      ['history.next', 'Next run', 'j', 'ArrowDown'],
      ['history.previous', 'Previous run', 'k', 'ArrowUp'],
      ['history.open', 'Open run', 'Enter'],
      ['history.replay', 'Replay run', 'r'],
      ['history.export', 'Export proof bundle', 'e'],
      ['history.compare', 'Compare with previous run'],
    ],
  ),
  ...rows(
    'Compare',
    ['compare'],
    [
      ['compare.swap', 'Swap sides', 's'],
      ['compare.only', 'Only differences', 'd'],
      ['compare.back', 'Back to history', 'Escape'],
    ],
  ),
  ...rows('Settings', ['settings'], [['settings.filter', 'Filter commands', '/']]),
  ...rows(
    'Start a run',
    ['start-dialog'],
    [
      ['start.run', 'Start the run', 'Mod+Enter', 'Mod+Shift+Enter'],
      ['start.dry-run', 'Dry run', 'Mod+D'],
    ],
  ),
  ...rows('Export', ['export-dialog'], [['export.write', 'Export bundle', 'Mod+Enter']]),
  ...rows(
    'Artifacts',
    ['artifacts'],
    [
      ['artifacts.next', 'Next file', 'j'],
      ['artifacts.previous', 'Previous file', 'k'],
      ['artifacts.next-in-run', 'Next file of the run', ']'],
      ['artifacts.previous-in-run', 'Previous file of the run', '['],
      ['artifacts.open', 'Open file', 'Enter'],
      ['artifacts.copy', 'Copy digest', 'c'],
      ['artifacts.save', 'Save file', 'Mod+S'],
      ['artifacts.export', 'Export proof bundle', 'e'],
      ['artifacts.details', 'Show details', 'i'],
      ['artifacts.search', 'Search artifacts', '/'],
    ],
  ),
  ...rows(
    'Tools',
    ['tools'],
    [
      ['tools.next', 'Next tool', 'j'],
      ['tools.previous', 'Previous tool', 'k'],
      ['tools.allow', 'Allow tool', '1'],
      ['tools.ask', 'Ask before tool', '2'],
      ['tools.deny', 'Deny tool', '3'],
      ['tools.call', 'Call tool', 'Mod+Enter'],
      ['tools.keep', 'Do not call', 'Escape'],
      ['tools.filter', 'Filter tools', '/'],
      ['tools.add', 'Add server', 'n'],
      ['tools.copy-step', 'Copy as plan step'],
    ],
  ),
];
