import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** The settings of a batch: the fields of MemoryRecordsBuilder. */
final class BatchSpec {
    static final long T = 1700000000000L;

    final byte magic;
    final CompressionType codec;
    private TimestampType timestampType;
    private long appendTime = RecordBatch.NO_TIMESTAMP;
    private long baseOffset = 0;
    private long producerId = -1;
    private short producerEpoch = -1;
    private int baseSequence = -1;
    private int leaderEpoch = -1;
    private long deleteHorizonMs = -1;
    private boolean transactional;
    private Long lastOffset;
    private long[] offsets;

    BatchSpec(int magic, CompressionType codec) {
        this.magic = (byte) magic;
        this.codec = codec;
        timestampType = magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME;
    }

    BatchSpec appendTime(long t) {
        timestampType = TimestampType.LOG_APPEND_TIME;
        appendTime = t;
        return this;
    }

    BatchSpec base(long offset) {
        baseOffset = offset;
        return this;
    }

    BatchSpec producer(long id, int epoch, int sequence) {
        producerId = id;
        producerEpoch = (short) epoch;
        baseSequence = sequence;
        return this;
    }

    BatchSpec leaderEpoch(int epoch) {
        leaderEpoch = epoch;
        return this;
    }

    BatchSpec deleteHorizon(long ms) {
        deleteHorizonMs = ms;
        return this;
    }

    BatchSpec transactional(boolean is) {
        transactional = is;
        return this;
    }

    BatchSpec offsets(long... each) {
        offsets = each;
        return this;
    }

    BatchSpec lastOffset(long offset) {
        lastOffset = offset;
        return this;
    }

    byte[] build(SimpleRecord... records) {
        MemoryRecordsBuilder b = new MemoryRecordsBuilder(
            new ByteBufferOutputStream(512), magic, Compression.of(codec).build(), timestampType, baseOffset, appendTime, producerId,
            producerEpoch, baseSequence, transactional, false, leaderEpoch, Integer.MAX_VALUE, deleteHorizonMs);
        for (int i = 0; i < records.length; i++) {
            SimpleRecord r = records[i];
            if (magic == 2 && offsets == null) b.append(r);
            else if (magic == 2) b.appendWithOffset(offsets[i], r);
            else if (offsets == null) b.append(r.timestamp(), r.key(), r.value());
            else b.appendWithOffset(offsets[i], r.timestamp(), r.key(), r.value());
        }
        if (lastOffset != null) b.overrideLastOffset(lastOffset);
        return bytes(b.build());
    }

    static SimpleRecord record(long timestamp, String key, String value, Header... headers) {
        return new SimpleRecord(timestamp, utf8(key), utf8(value), headers);
    }

    static Header header(String key, byte[] value) {
        return new RecordHeader(key, value);
    }

    static byte[] utf8(String s) {
        return s == null ? null : s.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that repeat with a period, or random bytes if the period is 0. */
    static byte[] filled(int length, int period, Random random) {
        byte[] b = new byte[length];
        if (period == 0) random.nextBytes(b);
        else for (int i = 0; i < length; i++) b[i] = (byte) (i % period);
        return b;
    }

    static byte[] bytes(MemoryRecords records) {
        ByteBuffer b = records.buffer().duplicate();
        byte[] bytes = new byte[b.remaining()];
        b.get(bytes);
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
