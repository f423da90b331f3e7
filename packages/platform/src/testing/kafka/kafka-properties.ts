/** Ports of one node that is its own controller. */
export interface KafkaPorts {
  readonly plain: number;
  readonly controller: number;
  readonly secure?: number;
}

/** Who may log in at the secure listener, and with what the listener shows who it is. */
export interface KafkaCredentials {
  readonly username: string;
  readonly password: string;
  /** PEM: the certificate and its key. */
  readonly keyStoreFile: string;
}

const LOGIN = 'org.apache.kafka.common.security';

export function kafkaProperties(ports: KafkaPorts, data: string, credentials?: KafkaCredentials): string {
  const listeners = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    `CONTROLLER://127.0.0.1:${ports.controller}`,
    ...(ports.secure === undefined ? [] : [`SASL_SSL://127.0.0.1:${ports.secure}`]),
  ].join(',');
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    listeners,
    'advertised.listeners': listeners,
    'log.dirs': data,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '3',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'log.cleaner.dedupe.buffer.size': '4194304',
    // Tests wait for these.
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    // After a kill, the broker cannot register again before this has passed.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '200',
    ...(credentials === undefined ? {} : secured(credentials)),
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function secured({ username, password, keyStoreFile }: KafkaCredentials): Record<string, string> {
  const plain = `${LOGIN}.plain.PlainLoginModule required user_${username}="${password}";`;
  const scram = `${LOGIN}.scram.ScramLoginModule required;`;
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': plain,
    'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': scram,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStoreFile,
  };
}
