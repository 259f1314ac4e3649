// @generated from schemas/LeaderChangeMessage.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload LeaderChangeMessage. */
export interface LeaderChangeMessage extends UnknownTags {
  /** Type: int16. */
  version: number
  /** Type: int32. */
  leaderId: number
  /** Type: []Voter. */
  voters: readonly LeaderChangeMessageVoter[]
  /** Type: []Voter. */
  grantingVoters: readonly LeaderChangeMessageVoter[]
}

/**
 * One element of `voters` in `LeaderChangeMessage`; One element of `grantingVoters` in
 * `LeaderChangeMessage`.
 */
export interface LeaderChangeMessageVoter extends UnknownTags {
  /** Type: int32. */
  voterId: number
  /** Type: uuid, v1+. */
  voterDirectoryId?: string | undefined
}

/** LeaderChangeMessage, versions 0-1. */
export const LeaderChangeMessage: Data<LeaderChangeMessage> = {
  name: 'LeaderChangeMessage',
  minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encode: encodeLeaderChangeMessage,
  decode: decodeLeaderChangeMessage
}

function encodeLeaderChangeMessageVoter(w: Writer, m: LeaderChangeMessageVoter, v: number): void {
  checkStruct(m)
  w.int32(m.voterId, 'voterId')
  if (v >= 1) w.uuid(m.voterDirectoryId === undefined ? ZERO_UUID : m.voterDirectoryId, 'voterDirectoryId')
  else if (m.voterDirectoryId !== undefined && m.voterDirectoryId !== ZERO_UUID) throw absent('voterDirectoryId', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeLeaderChangeMessageVoter(r: Reader, v: number): Decoded<LeaderChangeMessageVoter> {
  const voterId: number = r.int32()
  const voterDirectoryId: string = v >= 1 ? r.uuid() : ZERO_UUID
  const unknownTags = r.unknownTags()
  const m: Decoded<LeaderChangeMessageVoter> = { voterId, voterDirectoryId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderChangeMessage(w: Writer, m: LeaderChangeMessage, v: number): void {
  checkStruct(m)
  w.int16(m.version, 'version')
  w.int32(m.leaderId, 'leaderId')
  {
    const a = w.array(m.voters, 'voters', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderChangeMessageVoter(w, a[i] as LeaderChangeMessageVoter, v)
    } catch (error) {
      throw within(error, 'voters', i)
    }
  }
  {
    const a = w.array(m.grantingVoters, 'grantingVoters', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderChangeMessageVoter(w, a[i] as LeaderChangeMessageVoter, v)
    } catch (error) {
      throw within(error, 'grantingVoters', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeLeaderChangeMessage(r: Reader, v: number): Decoded<LeaderChangeMessage> {
  const version: number = r.int16()
  const leaderId: number = r.int32()
  let voters: Decoded<LeaderChangeMessageVoter>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<LeaderChangeMessageVoter>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderChangeMessageVoter(r, v)
    voters = a
  }
  let grantingVoters: Decoded<LeaderChangeMessageVoter>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<LeaderChangeMessageVoter>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderChangeMessageVoter(r, v)
    grantingVoters = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<LeaderChangeMessage> = { version, leaderId, voters, grantingVoters }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
