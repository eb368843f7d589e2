/** Who did something: a person, a process that executes runs, the policy given at the start, or an outside agent. */
export interface Actor {
  readonly kind: 'operator' | 'worker' | 'policy' | 'agent';
  readonly name: string;
}
