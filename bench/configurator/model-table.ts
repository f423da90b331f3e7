import { gzipSync } from 'node:zlib';
import type { Table } from '../table.ts';
import type { PreparedModel } from './measure-model.ts';

/** What does not change from round to round. */
export function modelTable(models: readonly PreparedModel[]): Table {
  return {
    title: 'model',
    columns: ['variables', 'values', 'rules', 'mode', 'steps', 'nodes', 'edges', 'bytes', 'gzip', 'clicks'],
    rows: models.map(({ name, decoded, bytes, sequences }) => {
      const { model, graph, artefact } = decoded;
      const cells = [
        model.variables.length,
        model.variables.reduce((sum, { values }) => sum + values.length, 0),
        model.constraints.length,
        graph === undefined ? 'solver' : 'graph',
        artefact.scopes[0]?.steps ?? 0,
        graph?.variables.length ?? 0,
        graph?.children.length ?? 0,
        bytes.length,
        gzipSync(bytes).length,
        sequences.reduce((sum, { clicks }) => sum + clicks.length, 0),
      ];
      return { label: name, cells: cells.map((cell) => cell.toLocaleString('en')) };
    }),
    notes: [
      'A click: a value, by chance but the same in every round, that is still possible, of a variable that is still open.',
      'Domains: what every variable can be, by the engine alone; whole answer: from the request to its JSON text.',
      'Explanation: minimal choices and rules against an excluded value; conflict: the whole answer when it is chosen.',
      'logic-solver (MiniSat in JavaScript) has the same variables, an exactly-one for each choice of several, and after each',
      'click one question for each value that no earlier solution has shown: witnesses, as our solver has them. Values that',
      'can never be are found once, when its model is built. It keeps what was chosen, and what it learned; ours begin every',
      'click afresh, and find alternatives to what is chosen, too.',
      'In models of more than a thousand variables it is asked after every eighth click of one sequence.',
      'Both must find the same values, or the benchmark ends with an error.',
    ],
  };
}
