import { describe, expect, it } from 'vitest';
import {
  compactFilter,
  dayStart,
  isSameFilter,
  NEEDS_A_LOOK,
  NEWEST_FIRST,
  readQuery,
  writeQuery,
} from '#renderer/features/history/history-query.ts';

describe('the address of the history', () => {
  it('gives back the filter and the sort that were written', () => {
    const from = dayStart('2026-11-06');
    const to = dayStart('2026-11-20');
    const query = {
      filter: { ...NEEDS_A_LOOK, text: 'disk full & more', plans: ['a', 'b'], lanes: ['A' as const], from, to },
      sort: { by: 'run-time' as const, descending: false },
    };
    const written = writeQuery(query);
    expect(written.get('to')).toBe('2026-11-19');
    const read = readQuery(new URLSearchParams(written.toString()));
    expect(read.sort).toEqual(query.sort);
    expect({ ...read.filter, status: new Set(read.filter.status) }).toEqual({
      ...query.filter,
      status: new Set(query.filter.status),
    });
  });

  it('is empty for what is usual, and passes over words that it does not know', () => {
    expect(writeQuery({ filter: {}, sort: NEWEST_FIRST }).toString()).toBe('');
    const read = readQuery(new URLSearchParams('status=great&lane=Z&sort=luck&from=soon&order=up'));
    expect(read).toEqual({ filter: {}, sort: NEWEST_FIRST });
  });

  it('takes filters for the same that find the same', () => {
    expect(compactFilter({ text: '', plans: [], from: undefined })).toEqual({});
    expect(isSameFilter({ text: '', plans: [] }, {})).toBe(true);
    expect(isSameFilter({ operators: ['m.okafor'] }, {})).toBe(false);
  });
});
