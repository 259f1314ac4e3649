import { decodeRequest, type FetchRequest, Metadata } from 'kafkawire/messages'
import { expectAssignable, expectError, expectType } from 'tsd'

// Each of these three statements is false.
expectAssignable<FetchRequest>({ maxWaitMs: 1 })
expectError(decodeRequest(Metadata, 1, new Uint8Array()))
expectType<string>(decodeRequest(Metadata, 1, new Uint8Array()).topics)
