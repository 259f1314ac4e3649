import java.util.Arrays;
import java.util.Comparator;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** Prints Kafka's error codes as a JSON array, one code per line, in ascending order. */
final class ErrorCodes {
    public static void main(String[] args) {
        Errors[] all = Errors.values();
        Arrays.sort(all, Comparator.comparingInt(Errors::code));
        System.out.println("[");
        for (int i = 0; i < all.length; i++) {
            System.out.println(line(all[i]) + (i + 1 < all.length ? "," : ""));
        }
        System.out.println("]");
    }

    private static String line(Errors error) {
        // NONE has no exception: instanceof is false for null.
        return String.format(
            "{\"code\":%d,\"name\":\"%s\",\"retriable\":%b,\"refreshMetadata\":%b}",
            error.code(),
            error.name(),
            error.exception() instanceof RetriableException,
            error.exception() instanceof InvalidMetadataException);
    }
}
