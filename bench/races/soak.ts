import type { SoakReport } from '../peers/node-tasks.ts';
import type { Scenario } from './scenario.ts';

const PROCESSES = 2;
const KEYS = 20;

/** Not deterministic, unlike the others: how often it happens without being sought. */
export const soak: Scenario = {
  name: 'soak',
  labels: [
    'reads',
    'older than acknowledged, on the invalidating node',
    '… on the other node',
    '… later than 2 s after the acknowledgement',
    'longest after the acknowledgement, ms',
    'writes',
    'loads per write',
    'reads that failed or hung',
    'invalidations not acknowledged',
  ],
  timeout: 120_000,
  async run({ namespace, soakSeconds, process: start }) {
    const nodes = await Promise.all(Array.from({ length: PROCESSES }, () => start()));
    const reports = await Promise.all(
      nodes.map((node, process) =>
        node.ask('soak', { namespace, seconds: soakSeconds, keys: KEYS, process, processes: PROCESSES }),
      ),
    );
    const sum = (of: (report: SoakReport) => number) =>
      reports.reduce((total, report) => total + of(report), 0);
    const writes = sum((report) => report.writes);
    return [
      sum((report) => report.reads),
      sum((report) => report.staleHere),
      sum((report) => report.staleThere),
      sum((report) => report.staleLate),
      Math.max(...reports.map((report) => report.longestStale)),
      writes,
      (sum((report) => report.loads) / writes).toFixed(2),
      sum((report) => report.failedReads),
      sum((report) => report.unacknowledged),
    ].map(String);
  },
};
