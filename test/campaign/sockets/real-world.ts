import type { Leap, VirtualWorld } from '../simulation/virtual-world.ts'

const LONGEST_LEAP_MS = 500

/** The real time, for a schedule over real sockets. */
export class RealWorld implements VirtualWorld {
  readonly leaps: Leap[] = []
  readonly isVirtual = false
  /** The timers of a process are not only those of a run, so they are not counted. */
  readonly timers = 0

  get nowMs(): number {
    return performance.now()
  }

  pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      setTimeout(resolve, ms)
    })
  }

  /** The process sleeps, for half a second at most. */
  leap(ms: number): void {
    const slept = Math.min(ms, LONGEST_LEAP_MS)
    this.leaps.push({ beganMs: this.nowMs, ms: slept })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slept)
  }

  stir(): void {
    // Real time passes by itself.
  }
}
