import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.*;
import java.io.*;
import java.nio.ByteBuffer;
import java.security.*;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.record.internal.Record;

/**
 * Reads record batches or message sets with Kafka's own classes, to check bytes that another
 * encoder made.
 *
 * Usage: java RecordReader. It reads hex lines and prints JSON lines.
 */
final class RecordReader {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();
    private static final int LONG_VALUE_BYTES = 4096;

    private RecordReader() {
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String s; (s = in.readLine()) != null;) System.out.println(JSON.writeValueAsString(read(HEX.parseHex(s.trim()))));
    }

    static ObjectNode read(byte[] bytes) {
        ObjectNode n = JSON.createObjectNode();
        ArrayNode batches = JSON.createArrayNode();
        int validBytes = 0;
        String error = null;
        try {
            for (MutableRecordBatch b : MemoryRecords.readableRecords(ByteBuffer.wrap(bytes)).batches()) {
                validBytes += b.sizeInBytes();
                readBatch(b, batches.addObject());
            }
        } catch (RuntimeException e) {
            error = e.getClass().getSimpleName();
        }
        n.put("validBytes", validBytes).put("trailingBytes", bytes.length - validBytes);
        if (error != null) n.put("error", error);
        n.set("batches", batches);
        return n;
    }

    private static void readBatch(MutableRecordBatch b, ObjectNode x) {
        x.put("magic", b.magic()).put("sizeInBytes", b.sizeInBytes()).put("crcValid", b.isValid()).put("crc", b.checksum());
        x.put("compression", b.compressionType().name);
        x.put("baseOffset", "" + b.baseOffset()).put("lastOffset", "" + b.lastOffset());
        x.put("timestampType", b.timestampType().name).put("maxTimestamp", "" + b.maxTimestamp());
        if (b.magic() >= 2) readHeaderV2((DefaultRecordBatch) b, x);
        if (!b.isValid()) {
            x.putNull("records");
            return;
        }
        ArrayNode records = x.putArray("records");
        try {
            for (Record r : b) readRecord(r, b, records.addObject());
        } catch (RuntimeException e) {
            x.put("recordsError", e.getClass().getSimpleName());
        }
    }

    private static void readHeaderV2(DefaultRecordBatch b, ObjectNode x) {
        ByteBuffer raw = ByteBuffer.allocate(b.sizeInBytes());
        b.writeTo(raw);
        x.put("partitionLeaderEpoch", b.partitionLeaderEpoch()).put("attributes", raw.getShort(21));
        x.put("lastOffsetDelta", raw.getInt(23)).put("baseTimestamp", "" + raw.getLong(27));
        x.put("producerId", "" + b.producerId()).put("producerEpoch", b.producerEpoch());
        x.put("baseSequence", b.baseSequence()).put("lastSequence", b.lastSequence());
        x.put("transactional", b.isTransactional()).put("control", b.isControlBatch());
        x.put("deleteHorizonMs", b.deleteHorizonMs().isPresent() ? "" + b.deleteHorizonMs().getAsLong() : null);
        x.put("count", b.countOrNull());
    }

    private static void readRecord(Record r, MutableRecordBatch b, ObjectNode y) {
        r.ensureValid(); // messages in a compressed set have checksums of their own
        y.put("offset", "" + r.offset()).put("timestamp", "" + r.timestamp());
        if (b.magic() >= 2) y.put("sequence", r.sequence());
        put(y, "key", r.key());
        put(y, "value", r.value());
        if (b.magic() < 2) return;
        ArrayNode headers = y.putArray("headers");
        for (Header h : r.headers()) headers.addArray().add(h.key()).add(h.value() == null ? null : HEX.formatHex(h.value()));
        if (b.isControlBatch()) readControl(r, y);
    }

    private static void readControl(Record r, ObjectNode y) {
        ControlRecordType t = ControlRecordType.parse(r.key());
        y.put("controlType", t.name()).put("controlTypeId", ControlRecordType.parseTypeId(r.key()));
        if (t == ControlRecordType.COMMIT || t == ControlRecordType.ABORT) {
            y.put("coordinatorEpoch", EndTransactionMarker.deserialize(r).coordinatorEpoch());
        }
        if (t == ControlRecordType.LEADER_CHANGE) y.put("leaderId", ControlRecordUtils.deserializeLeaderChangeMessage(r).leaderId());
    }

    /** Long values are written as their SHA-256 and length. */
    private static void put(ObjectNode n, String name, ByteBuffer b) {
        byte[] bytes = b == null ? null : new byte[b.remaining()];
        if (b != null) b.duplicate().get(bytes);
        if (bytes == null || bytes.length <= LONG_VALUE_BYTES) {
            n.put(name, bytes == null ? null : HEX.formatHex(bytes));
            return;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            n.put(name + "Sha256", HEX.formatHex(digest)).put(name + "Length", bytes.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
