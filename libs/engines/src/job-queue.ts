/** Jobs in order, and those who wait for one. */
export class JobQueue<Job> {
  #jobs: Job[] = [];
  #takers: ((job: Job | undefined) => void)[] = [];

  get length(): number {
    return this.#jobs.length;
  }

  /** Adds a job behind the others. */
  push(job: Job): void {
    this.#jobs.push(job);
    this.#hand();
  }

  /** Adds a job before the others. */
  putBack(job: Job): void {
    this.#jobs.unshift(job);
    this.#hand();
  }

  /** The next job; nothing if none comes within `limitMs`, or the takers are sent away. */
  take(limitMs: number): Promise<Job | undefined> {
    const job = this.#jobs.shift();
    if (job !== undefined) return Promise.resolve(job);
    return new Promise((resolve) => {
      const taker = (taken: Job | undefined) => {
        clearTimeout(timer);
        this.#takers = this.#takers.filter((other) => other !== taker);
        resolve(taken);
      };
      const timer = setTimeout(() => taker(undefined), limitMs);
      this.#takers.push(taker);
    });
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
  }

  /** Takes all jobs out. */
  drain(): Job[] {
    return this.#jobs.splice(0);
  }

  sendTakersAway(): void {
    for (const taker of [...this.#takers]) taker(undefined);
  }

  #hand(): void {
    const [taker] = this.#takers;
    if (taker) taker(this.#jobs.shift());
  }
}
