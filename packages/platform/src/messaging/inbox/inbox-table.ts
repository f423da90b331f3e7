export interface InboxTables {
  'platform.inbox': {
    tenant_id: string;
    consumer: string;
    event_id: string;
    handled_at: Date;
  };
}
