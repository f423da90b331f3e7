-- A job may answer a question that was asked at a busy moment. It is its asker's alone, it is there once however often it is
-- asked, and it is removed soon after it was answered: what it says may be confidential, and nobody comes for it later.
--
-- `question` is a hash of who asks what; null for all other jobs, which stay.
alter table platform.job add column question text check (length(question) = 64);

-- One job for a question that waits. Also how many of a tenant do.
create unique index job_question_waiting on platform.job (tenant_id, question)
  where question is not null and finished_at is null;

-- Retention: what was answered long enough ago.
create index job_question_answered on platform.job (finished_at)
  where question is not null and finished_at is not null;

create policy system_forgets_questions on platform.job as restrictive for delete to qw_system
  using (question is not null and finished_at is not null);
grant delete on platform.job to qw_system;
