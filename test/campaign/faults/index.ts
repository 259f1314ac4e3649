import type { Needs } from '../schedule/needs.ts'
import {
  damagedBatch,
  lostAnswer,
  overdueAnswer,
  partitionLeftOut,
  resignedLeader,
  timedOutAppend,
  tooFewReplicas
} from './answer-faults.ts'
import { addBroker, freeze, kill, moveController, moveLeaders, removeBroker, restartElsewhere, stop } from './broker-faults.ts'
import { rotatedCertificate, wrongCertificate } from './certificate-faults.ts'
import { finalizedFeature, quota, recycle, refresh } from './cluster-faults.ts'
import * as connections from './connection-faults.ts'
import { refusedAddress, silentAddress, slowConnect, unknownHost, unreachableAddress } from './dial-faults.ts'
import type { FaultKind } from './fault.ts'
import { answerTwice, reorderedAnswers, wrongCorrelationId } from './frame-faults.ts'
import { expiredDelegationToken, expiredToken, expireSessions, refusedLogin, refusedRenewal } from './login-faults.ts'
import { absentLeader, noController, offlinePartitions, oldEpochs, oldTopicIds, rewoundEpochs } from './metadata-faults.ts'
import { followedCluster, swappedCluster, WITH_OWN_TOPICS, WITHOUT_CLUSTER } from './other-cluster.ts'
import { blockedLoop, suspended } from './process-faults.ts'
import { otherRelease } from './release-faults.ts'
import { disconnect, lateAnswer, moveCoordinators, refusal, refusedTransaction, silence, throttle } from './request-faults.ts'

/** The kinds of faults by their names in schedules. */
export const faultKinds: Readonly<Record<string, FaultKind>> = {
  reset: connections.reset,
  fin: connections.fin,
  'cut-at-byte': connections.cutAtByte,
  'reset-openings': connections.resetOpenings,
  truncate: connections.truncate,
  corrupt: connections.corrupt,
  duplicate: connections.duplicate,
  reorder: connections.reorder,
  'black-hole': connections.blackHole,
  'zero-window': connections.zeroWindow,
  delay: connections.delay,
  split: connections.split,
  dribble: connections.dribble,
  merge: connections.merge,
  'slow-reader': connections.slowReader,
  'refused-address': refusedAddress,
  'unreachable-address': unreachableAddress,
  'unknown-host': unknownHost,
  'silent-address': silentAddress,
  'slow-connect': slowConnect,
  kill,
  stop,
  freeze,
  'restart-elsewhere': restartElsewhere,
  'other-release': otherRelease,
  'add-broker': addBroker,
  'remove-broker': removeBroker,
  'move-leaders': moveLeaders,
  'move-controller': moveController,
  'move-coordinators': moveCoordinators,
  refusal,
  'refused-transaction': refusedTransaction,
  throttle,
  quota,
  'late-answer': lateAnswer,
  'overdue-answer': overdueAnswer,
  disconnect,
  silence,
  'lost-answer': lostAnswer,
  'timed-out-append': timedOutAppend,
  'too-few-replicas': tooFewReplicas,
  'resigned-leader': resignedLeader,
  'partition-left-out': partitionLeftOut,
  'damaged-batch': damagedBatch,
  'answer-twice': answerTwice,
  'wrong-correlation-id': wrongCorrelationId,
  'reordered-answers': reorderedAnswers,
  'offline-partitions': offlinePartitions,
  'absent-leader': absentLeader,
  'old-epochs': oldEpochs,
  'old-topic-ids': oldTopicIds,
  'rewound-epochs': rewoundEpochs,
  'no-controller': noController,
  'finalized-feature': finalizedFeature,
  'rotated-certificate': rotatedCertificate,
  'wrong-certificate': wrongCertificate,
  'expire-sessions': expireSessions,
  'expired-token': expiredToken,
  'expired-delegation-token': expiredDelegationToken,
  'refused-login': refusedLogin,
  'refused-renewal': refusedRenewal,
  'swapped-cluster': swappedCluster,
  'followed-cluster': followedCluster,
  recycle,
  refresh,
  'blocked-loop': blockedLoop,
  suspended
}

/** What a schedule must have so that a fault finds something to strike. */
export const faultNeeds: Readonly<Partial<Record<string, Needs>>> = {
  corrupt: { tls: true },
  duplicate: { tls: true },
  reorder: { tls: true },
  'answer-twice': { tls: false },
  'wrong-correlation-id': { tls: false },
  'reordered-answers': { tls: false },
  'other-release': { profile: 'kafka-3.9' },
  'rotated-certificate': { tls: true },
  'wrong-certificate': { tls: true },
  'remove-broker': { brokers: 2 },
  'swapped-cluster': { pinsCluster: true, notActors: WITHOUT_CLUSTER },
  'followed-cluster': { pinsCluster: false, onlyActors: WITH_OWN_TOPICS },
  'old-topic-ids': { actors: ['recreated-topics'] },
  'rewound-epochs': { brokers: 2 },
  'finalized-feature': { profile: 'kafka-4.4' },
  'expire-sessions': { sasl: true },
  'expired-token': { sasl: true, mechanism: 'OAUTHBEARER' },
  'expired-delegation-token': { sasl: true, mechanism: 'SCRAM-SHA-256', usesDelegationToken: true },
  'refused-login': { sasl: true },
  'refused-renewal': { sasl: true, hasShortSessions: true },
  'damaged-batch': { actors: ['reader'] },
  'refused-transaction': { actors: ['transactions'] }
}
