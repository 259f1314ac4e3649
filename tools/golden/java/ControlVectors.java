import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.*;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** Control batches, which Kafka never compresses, and the empty batches that compaction leaves. */
final class ControlVectors {
    private static final long T = BatchSpec.T;
    private final RecordVectors vectors;

    ControlVectors(RecordVectors vectors) {
        this.vectors = vectors;
    }

    void all() throws IOException {
        for (ControlRecordType type : List.of(ControlRecordType.COMMIT, ControlRecordType.ABORT)) {
            for (int epoch : new int[] {0, 5, Integer.MAX_VALUE}) emit("end-txn", endTransaction(12345678901L, 3, 77, 2, type, epoch));
        }
        raft();
        emit("unknown-control", unknown());
        empty();
        emit("nothing", new byte[0]);
    }

    static byte[] endTransaction(
        long offset, int leaderEpoch, long producerId, int producerEpoch, ControlRecordType type, int coordinatorEpoch
    ) {
        EndTransactionMarker marker = new EndTransactionMarker(type, coordinatorEpoch);
        return BatchSpec.bytes(MemoryRecords.withEndTransactionMarker(offset, T, leaderEpoch, producerId, (short) producerEpoch, marker));
    }

    private void emit(String kind, byte[] bytes) throws IOException {
        vectors.emit(kind, 2, "none", bytes);
    }

    private void raft() throws IOException {
        LeaderChangeMessage change = new LeaderChangeMessage().setVersion((short) 0).setLeaderId(1)
            .setVoters(List.of(new LeaderChangeMessage.Voter().setVoterId(1), new LeaderChangeMessage.Voter().setVoterId(2)))
            .setGrantingVoters(List.of(new LeaderChangeMessage.Voter().setVoterId(2)));
        emit("leader-change", BatchSpec.bytes(MemoryRecords.withLeaderChangeMessage(10, T, 4, ByteBuffer.allocate(4096), change)));
        SnapshotHeaderRecord header = new SnapshotHeaderRecord().setVersion((short) 0).setLastContainedLogTimestamp(T);
        emit("snapshot-header", BatchSpec.bytes(MemoryRecords.withSnapshotHeaderRecord(0, T, 4, ByteBuffer.allocate(4096), header)));
        SnapshotFooterRecord footer = new SnapshotFooterRecord().setVersion((short) 0);
        emit("snapshot-footer", BatchSpec.bytes(MemoryRecords.withSnapshotFooterRecord(9, T, 4, ByteBuffer.allocate(4096), footer)));
        KRaftVersionRecord version = new KRaftVersionRecord().setVersion((short) 0).setKRaftVersion((short) 1);
        emit("kraft-version", BatchSpec.bytes(MemoryRecords.withKRaftVersionRecord(9, T, 4, ByteBuffer.allocate(4096), version)));
        VotersRecord voters = new VotersRecord().setVersion((short) 0)
            .setVoters(List.of(new VotersRecord.Voter().setVoterId(1).setVoterDirectoryId(new Uuid(1, 2))));
        emit("kraft-voters", BatchSpec.bytes(MemoryRecords.withVotersRecord(9, T, 4, ByteBuffer.allocate(4096), voters)));
    }

    /** A control record of an unknown type. */
    private static byte[] unknown() throws IOException {
        MemoryRecordsBuilder b = new MemoryRecordsBuilder(
            new ByteBufferOutputStream(512), (byte) 2, Compression.NONE, TimestampType.CREATE_TIME, 5,
            RecordBatch.NO_TIMESTAMP, 9, (short) 1, -1, true, true, 0, Integer.MAX_VALUE);
        b.appendUncheckedWithOffset(5, new SimpleRecord(T, new byte[] {0, 0, 0x7f, 0x7f}, new byte[] {0, 0}));
        return BatchSpec.bytes(b.build());
    }

    private void empty() throws IOException {
        for (boolean transactional : new boolean[] {false, true}) for (boolean control : new boolean[] {false, true}) {
            boolean producer = transactional || control;
            for (TimestampType t : List.of(TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME)) {
                emit("empty-batch", emptyBatch(producer ? 42 : -1, producer ? 3 : -1, transactional ? 7 : -1, t, transactional, control));
            }
        }
        byte[] more = new BatchSpec(2, CompressionType.NONE).base(121).build(BatchSpec.record(T, "x", "y"));
        emit("empty-then-more", BatchSpec.join(emptyBatch(42, 3, 7, TimestampType.CREATE_TIME, false, false), more));
    }

    private static byte[] emptyBatch(
        long producerId, int producerEpoch, int baseSequence, TimestampType type, boolean transactional, boolean control
    ) {
        ByteBuffer b = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(
            b, (byte) 2, producerId, (short) producerEpoch, baseSequence, 100, 120, 5, type, T, transactional, control);
        return b.array();
    }
}
