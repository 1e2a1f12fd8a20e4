export { addJob, type NewJob, removeJobsAbout } from './add-job.ts';
export { jobGauges } from './gauges.ts';
export { migrateJobs } from './migrate-jobs.ts';
export { FinalFailure, type Attempt, type Task, task } from './task.ts';
export { type Jobs, type JobsOptions, startJobs } from './worker.ts';
