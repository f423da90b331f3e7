import type { Benchmark } from './benchmark.ts';
import { barTable } from './configurator/bar-table.ts';
import { labelsOf } from './configurator/labels.ts';
import { measureModel, type PreparedModel, prepareModel } from './configurator/measure-model.ts';
import { modelTable } from './configurator/model-table.ts';
import { startSamples } from './configurator/samples.ts';
import { shippedModels } from './configurator/shipped-model.ts';
import { sizePlot } from './configurator/size-plot.ts';

/** Models of industry, all the way: text, catalog, definition, graph or solver, artefact, answers to clicks. */
export const benchmark: Benchmark = {
  name: 'configurator',
  title: 'what a click costs on models of industry, against logic-solver',
  async run({ rounds, log, table }) {
    const samples = startSamples();
    const models: PreparedModel[] = [];
    for (const name of shippedModels) {
      log(`compiling ${name}`);
      models.push(prepareModel(name));
    }
    for (let round = 0; round < rounds; round += 1)
      for (const model of models) await measureModel(model, samples);
    table(modelTable(models));
    table(
      sizePlot(
        'cost against variables',
        ['compile ms', 'domains p50 ms', 'whole answer p50 ms'],
        models.map(({ name, decoded }) => {
          const labels = labelsOf(name);
          const wanted = [labels.compile, labels.domains('p50'), labels.answers('p50')];
          const values = wanted.map((label) => samples.median(label));
          return { label: name, size: decoded.model.variables.length, values };
        }),
      ),
    );
    table(barTable(models, samples));
    return samples.measures();
  },
};
