-- Whose the thing is that an event is about: somebody whose role reaches their own things is not told of others'. Null: it is nobody's;
-- empty: it is somebody's, and nobody knows whose.
alter table platform.webhook_delivery add column owner text;
