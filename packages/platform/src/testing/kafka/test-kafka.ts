import { describe } from 'vitest';

/** Where the broker of this test run can be had: it starts when it is first asked for. */
const onDemand = process.env['QUOTEWRIGHT_TEST_KAFKA'] || undefined;
const given = process.env['KAFKA_BROKERS'] || undefined;

/** A suite that needs a broker, which `testKafka` gives. Skipped, with the reason, where there is none. */
export function describeOnKafka(title: string, body: () => void): void {
  if (given === undefined && onDemand === undefined) {
    describe.skip(`${title} [no Kafka: set KAFKA_BROKERS or install Java and Maven]`, body);
  } else {
    describe(title, body);
  }
}

/** The brokers of this test run. All tests share them, so each takes a prefix of its own. */
export async function testKafka(): Promise<readonly [string, ...string[]]> {
  const addresses = given ?? (await started(onDemand ?? ''));
  return addresses.split(',') as [string, ...string[]];
}

async function started(url: string): Promise<string> {
  const response = await fetch(url);
  const answer = await response.text();
  if (!response.ok) throw new Error(`Kafka did not start: ${answer}`);
  return answer;
}
