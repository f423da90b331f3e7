-- Whoever writes a row, and whatever they were told: a repeat is answered for a day at least.
alter table platform.idempotency
  add constraint idempotency_kept_for_a_day check (expires_at - created_at >= interval '24 hours');
