-- Which state of its counters a promotion has: every redemption and every release raises it. Copies of the counters and the events
-- about them say which state they tell of.
alter table pricing.promotion_usage add column epoch bigint not null default 0;
