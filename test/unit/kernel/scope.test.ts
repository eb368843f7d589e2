import { describe, expect, it } from 'vitest';
import { Scope } from '#main/kernel/scope.ts';

describe('Scope', () => {
  it('releases in reverse order, one after the other, with the signal aborted', async () => {
    const scope = new Scope();
    const order: string[] = [];
    scope.defer(() => {
      order.push(`first, aborted: ${scope.signal.aborted}`);
    });
    scope.defer(async () => {
      order.push('second starts');
      await Promise.resolve();
      order.push('second ends');
    });
    await scope.close('over');
    expect(order).toEqual(['second starts', 'second ends', 'first, aborted: true']);
    expect(scope.signal.reason).toBe('over');
  });

  it('closes once, and gives every caller the same end', async () => {
    const scope = new Scope();
    let count = 0;
    scope.defer(() => {
      count += 1;
    });
    await Promise.all([scope.close(), scope.close()]);
    await scope.close();
    expect(count).toBe(1);
  });

  it('runs every release though one throws, and throws that at the end', async () => {
    const scope = new Scope();
    const order: string[] = [];
    scope.defer(() => {
      order.push('first');
    });
    scope.defer(() => {
      throw new Error('stuck');
    });
    await expect(scope.close()).rejects.toThrow('stuck');
    expect(order).toEqual(['first']);
  });

  it('names all failures when several releases throw', async () => {
    const scope = new Scope();
    scope.defer(() => Promise.reject(new Error('one')));
    scope.defer(() => Promise.reject(new Error('two')));
    await expect(scope.close()).rejects.toMatchObject({
      code: 'scope.release-failed',
      cause: { errors: [new Error('two'), new Error('one')] },
    });
  });

  it('takes nothing more once closed', async () => {
    const scope = new Scope();
    await scope.close();
    const closed = expect.objectContaining({ code: 'scope.closed' });
    expect(() => scope.defer(() => {})).toThrow(closed);
    expect(() => scope.child()).toThrow(closed);
    await expect(
      scope.acquire(
        () => Promise.resolve(1),
        () => {},
      ),
    ).rejects.toEqual(closed);
  });

  it('aborts child scopes at once and releases them in their turn', async () => {
    const scope = new Scope();
    const order: string[] = [];
    scope.defer(() => {
      order.push('parent, taken before');
    });
    const child = scope.child();
    const grandchild = child.child();
    grandchild.defer(() => {
      order.push('grandchild');
    });
    scope.defer(() => {
      order.push(`parent, taken after; grandchild aborted: ${grandchild.signal.aborted}`);
    });
    await scope.close('over');
    expect(order).toEqual(['parent, taken after; grandchild aborted: true', 'grandchild', 'parent, taken before']);
    expect(grandchild.signal.reason).toBe('over');
  });

  it('lets a child end alone', async () => {
    const scope = new Scope();
    const child = scope.child();
    let released = 0;
    child.defer(() => {
      released += 1;
    });
    await child.close();
    expect(scope.signal.aborted).toBe(false);
    await scope.close();
    expect(released).toBe(1);
  });

  it('gives a child of a canceled scope an aborted signal', () => {
    const scope = new Scope();
    scope.cancel('enough');
    const child = scope.child();
    expect(child.signal.reason).toBe('enough');
  });

  it('cancels without releasing', async () => {
    const scope = new Scope();
    const child = scope.child();
    let released = false;
    child.defer(() => {
      released = true;
    });
    scope.cancel('enough');
    expect([child.signal.aborted, released]).toEqual([true, false]);
    await scope.close('other');
    expect([scope.signal.reason, released]).toEqual(['enough', true]);
  });

  it('releases what finished opening after the close', async () => {
    const scope = new Scope();
    const released: string[] = [];
    const gate: { open?: (value: string) => void } = {};
    const opening = scope.acquire(
      () => new Promise<string>((resolve) => Object.assign(gate, { open: resolve })),
      (value) => {
        released.push(value);
      },
    );
    await scope.close();
    gate.open?.('database');
    await expect(opening).rejects.toMatchObject({ code: 'scope.closed' });
    expect(released).toEqual(['database']);
  });

  it('releases what was acquired on close', async () => {
    const scope = new Scope();
    const released: string[] = [];
    const value = await scope.acquire(
      (signal) => Promise.resolve(signal.aborted ? 'late' : 'database'),
      (opened) => {
        released.push(opened);
      },
    );
    expect(value).toBe('database');
    await scope.close();
    expect(released).toEqual(['database']);
  });
});
