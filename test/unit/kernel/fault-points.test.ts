import { afterEach, describe, expect, it } from 'vitest';
import { armFaultPoints, faultPoint } from '#main/kernel/fault-points.ts';

afterEach(() => armFaultPoints(undefined));

describe('fault points', () => {
  it('do nothing unless armed', () => {
    expect(() => faultPoint('act.started')).not.toThrow();
    armFaultPoints('');
    expect(() => faultPoint('act.started')).not.toThrow();
  });

  it('strike only where they are armed, and once', () => {
    armFaultPoints('act.started=throw');
    faultPoint('act.finished');
    expect(() => faultPoint('act.started')).toThrow(
      expect.objectContaining({ code: 'fault-point.struck', message: 'fault point act.started' }),
    );
    expect(() => faultPoint('act.started')).not.toThrow();
  });

  it('strike at the pass that is named', () => {
    armFaultPoints('commit=throw@3, other=throw');
    faultPoint('commit');
    faultPoint('commit');
    expect(() => faultPoint('commit')).toThrow('fault point commit');
    expect(() => faultPoint('other')).toThrow('fault point other');
  });

  it('are disarmed by an absent text', () => {
    armFaultPoints('act.started=throw');
    armFaultPoints(undefined);
    expect(() => faultPoint('act.started')).not.toThrow();
  });

  it.each(['act.started', 'act=explode', '=kill', 'act=throw@0', 'act=throw,,'])(
    'refuse %j and arm nothing',
    (spec) => {
      armFaultPoints('act=throw');
      expect(() => armFaultPoints(spec)).toThrow(expect.objectContaining({ code: 'fault-point.invalid' }));
      expect(() => faultPoint('act')).not.toThrow();
    },
  );
});
