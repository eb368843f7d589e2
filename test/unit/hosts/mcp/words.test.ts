import { describe, expect, it } from 'vitest';
import { agentActor } from '#main/hosts/mcp/agent-actor.ts';
import { plainText } from '#main/hosts/mcp/plain-text.ts';
import { errorWords, problemOf } from '#main/hosts/mcp/problem.ts';
import { runWords } from '#main/hosts/mcp/run-words.ts';
import { createMask } from '#main/secrets/mask.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { SHOWN_STATUSES, type ShownStatus } from '#shared/run/status.ts';
import { STRENGTHS } from '#shared/run/verdict.ts';

type Shown = Partial<Omit<RunDetail, 'run'>> & { readonly run?: Partial<RunDetail['run']> };

function words(status: ShownStatus, { run = {}, ...more }: Shown = {}, hasWorker = true): string {
  const summary = {
    number: 7,
    planName: 'plan',
    reason: '',
    stepsDone: 1,
    stepsTotal: 3,
    rollback: 'none',
    strength: null,
  };
  const detail = { status, run: { ...summary, ...run }, questions: [], waivers: [], left: [], ...more };
  return runWords(detail as unknown as RunDetail, { hasWorker, now: 1000 });
}

describe('what is said of a run', () => {
  it('says of no other status than succeeded that it passed', () => {
    for (const status of SHOWN_STATUSES) {
      const said = words(status);
      expect(said).toContain('R-7 (plan)');
      expect(/\bPASSED\b/.test(said), said).toBe(status === 'succeeded');
      expect(
        /\bverified\b/.test(said.replaceAll(/not verified|could not be verified|passed or verified/g, '')),
        said,
      ).toBe(status === 'succeeded');
    }
  });

  it.each(['queued', 'claimed', 'running', 'verifying', 'approval', 'paused'] as const)(
    'says that there is no verdict: %s',
    (status) => {
      expect(words(status)).toContain('There is no verdict yet: do not report it as done, passed or failed.');
    },
  );

  it('says what every strength is worth, and claims no more', () => {
    for (const strength of STRENGTHS) {
      const said = words('succeeded', { run: { strength } });
      expect(said).toContain(`Its weakest evidence is ${strength}: `);
      expect(said).toContain('Claim no more than that.');
    }
    expect(words('succeeded')).toContain('No step acted or was checked.');
  });

  it('names what is left, and whose word stands for a step', () => {
    expect(words('failed', { left: ['a', 'b'] })).toContain('What these steps did was NOT undone: a, b.');
    expect(words('canceled', { left: ['a'] })).toContain('NOT undone: a.');
    const waiver = { stepId: 'a', by: 'ann', reason: 'known', at: 0 };
    expect(words('waived', { waivers: [{ ...waiver, until: null }] })).toContain('ann vouches for step a: “known”.');
    expect(words('waived', { waivers: [{ ...waiver, until: 1000 }] })).not.toContain('ENDED');
    expect(words('waived', { waivers: [{ ...waiver, until: 999 }] })).toContain('HAS ENDED');
  });

  it('says when nobody will execute a queued run', () => {
    expect(words('queued', {}, false)).toContain('No worker is running');
    const canceling = words('queued', { run: { canceling: true } }, false);
    expect(canceling).toContain('BEING CANCELED');
    expect(canceling).toContain('No worker is running');
    expect(canceling).not.toContain('nothing was done');
    expect(words('queued', {}, true)).not.toContain('worker');
  });
});

describe('the name of an agent', () => {
  const mask = createMask([{ name: 'S', value: 'hunter2-swordfish' }]);

  it.each([
    [{ name: 'helper', version: '1.2' }, 'helper 1.2'],
    [{ name: ' a\n\tb ', version: '' }, 'a b'],
    [{ name: '\u001b[31mred\u001b[0m', version: '\u202e1' }, 'red 1'],
    [{ name: 'x'.repeat(500), version: '1' }, 'x'.repeat(80)],
    [{ name: 'hunter2-swordfish', version: '1' }, '*** 1'],
    [{}, 'unnamed'],
    [undefined, 'unnamed'],
    [{ name: '\u0000' }, 'unnamed'],
  ])('%o is %s', (client, name) => {
    expect(agentActor(client, mask)).toEqual({ kind: 'agent', name: `${name} (agent)` });
  });
});

it.each([
  ['a\r\nb\tc\n', 'a\nb\tc\n'],
  ['\u001b]8;;http://evil\u0007click\u001b]8;;\u0007', 'click'],
  ['\u001b[2Jcleared\u009b1m\u0007', 'cleared'],
  ['over\rwritten', 'overwritten'],
])('text that steers a terminal is plain: %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

describe('a problem', () => {
  it('is told in lines, with everything that is in the way', () => {
    const diagnostics = [
      { severity: 'error', path: 'steps[0]', message: 'is wrong', hint: 'mend it' },
      { severity: 'warning', path: 'steps[1]', message: 'is odd' },
    ];
    const problem = { code: 'plan.invalid', message: 'it cannot run', hint: 'look at it', details: { diagnostics } };
    expect(errorWords('run_start', problem)).toBe(
      'What: it cannot run (plan.invalid)\n- steps[0]: is wrong: mend it\nWhere: run_start\nWhat to do: correct the text, and check it with plan_check',
    );
  });

  it('that nobody foresaw is reported, and told without what it says', () => {
    const reported: unknown[] = [];
    const fault = new Error('the password is x');
    const problem = problemOf(fault, (error) => {
      reported.push(error);
      return 'something';
    });
    expect(reported).toEqual([fault]);
    expect(problem).toMatchObject({ code: 'internal.fault', message: 'the control room failed: something' });
    expect(problemOf(new AppError('a.b', 'what', { hint: 'do' }), () => '')).toEqual({
      code: 'a.b',
      message: 'what',
      hint: 'do',
    });
  });
});
