/** What a tree has to know of each of its rows. */
export interface TreeNode {
  readonly key: string;
  /** From 1 on. */
  readonly level: number;
  /** `null`: there is nothing to unfold. */
  readonly isOpen: boolean | null;
  /** From 1 on, among the rows of the same parent. */
  readonly position: number;
  readonly siblings: number;
}
