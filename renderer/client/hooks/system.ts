import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** Whether the control room can work, and where it is. */
export const useSystemState = () =>
  useAnswer(keys.systemState(), (signal) => client.system.state({}, { signal }), { keepPrevious: true });

/** The checks of `opsroom doctor`, made when first asked for. */
export const useDoctor = () => useAnswer(keys.doctor(), (signal) => client.system.doctor({}, { signal }));
