import { lostAnswer, partitionLeftOut, resignedLeader, timedOutAppend } from './answer-faults.ts'
import { kill, moveController, moveLeaders, stop } from './broker-faults.ts'
import { blackHole, corrupt, cutAtByte, delay, dribble, duplicate, fin, merge, reset, split, zeroWindow } from './connection-faults.ts'
import type { FaultKind } from './fault.ts'
import { disconnect, expireSessions, lateAnswer, moveCoordinators, refusal, silence, throttle } from './request-faults.ts'

/** The kinds of faults by their names in schedules. */
export const faultKinds: Readonly<Record<string, FaultKind>> = {
  reset,
  fin,
  'cut-at-byte': cutAtByte,
  corrupt,
  duplicate,
  'black-hole': blackHole,
  'zero-window': zeroWindow,
  delay,
  split,
  dribble,
  merge,
  kill,
  stop,
  'move-leaders': moveLeaders,
  'move-controller': moveController,
  'move-coordinators': moveCoordinators,
  refusal,
  throttle,
  'late-answer': lateAnswer,
  disconnect,
  silence,
  'expire-sessions': expireSessions,
  'lost-answer': lostAnswer,
  'timed-out-append': timedOutAppend,
  'resigned-leader': resignedLeader,
  'partition-left-out': partitionLeftOut
}
