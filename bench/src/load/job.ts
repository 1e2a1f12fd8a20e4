/** What the load generator is to do. */
export interface Job {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Milliseconds before counting begins; longer until as many requests were answered as `warmupRequests` says. */
  readonly warmup: number;
  readonly warmupRequests: number;
  /** Milliseconds that are counted. */
  readonly duration: number;
  /** Processes whose CPU time is told. */
  readonly pids: readonly number[];
}

export interface Measurement {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU per request, user and system, all processes and threads together. */
  readonly cpu: number;
  /** The same of each process, in the order of the job's list. */
  readonly cpuOf: readonly number[];
  /** Megabytes resident at the end, all processes together. */
  readonly memory: number;
}
