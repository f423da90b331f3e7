export * from './job.ts';
export { type JobBacklog, readJobBacklog } from './job-backlog.ts';
export { jobErrors } from './job-errors.ts';
export { enqueueQuestion } from './job-question.ts';
export * from './job-queue.ts';
export * from './job-worker.ts';
export type { JobOptions } from './job-workplace.ts';
export type { JobSchedule } from './schedule.ts';
export { type ScheduleLoop, startScheduleLoop } from './schedule-loop.ts';
