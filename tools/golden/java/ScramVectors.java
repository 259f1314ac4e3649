import com.fasterxml.jackson.databind.node.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.apache.kafka.common.security.scram.internals.ScramMessages.*;

/**
 * Whole SCRAM exchanges (RFC 5802), with every intermediate value. The first is the example of RFC
 * 7677.
 */
final class ScramVectors {
    private static final String[] USERS = {"alice", "a=b,c", "=2C", "пользователь", "ユーザー🔑", "u ser", "x".repeat(100)};
    // Some passwords have characters that SASLprep would change, because Kafka does not apply it: composed
    // and decomposed letters, compatibility characters, a soft hyphen.
    private static final String[] PASSWORDS = {
        "secret", "p,w=d", "пароль", "e\u0301", "\u00e9", "\u2168", "a\u00adb", " lead trail ", "x".repeat(200), "🔑", "secret"
    };
    private static final int[] ITERATIONS = {4096, 8192, 10000, 16384};
    private static final int EXCHANGES = 14;

    private ScramVectors() {
    }

    static ArrayNode all(Random random) throws Exception {
        ArrayNode all = Definition.JSON.createArrayNode();
        all.add(rfc7677());
        for (String mechanism : new String[] {"SCRAM-SHA-256", "SCRAM-SHA-512"}) for (int i = 0; i < EXCHANGES; i++) {
            byte[] salt = new byte[i % 5 == 4 ? 1 : 8 + random.nextInt(24)];
            random.nextBytes(salt);
            Map<String, String> extensions = i % 6 == 5 ? Map.of("tokenauth", "true") : Map.of();
            ObjectNode n = all.addObject();
            exchange(n, mechanism, USERS[i % USERS.length], PASSWORDS[i % PASSWORDS.length], nonce(random), nonce(random), salt,
                ITERATIONS[i % ITERATIONS.length], extensions);
        }
        return all;
    }

    private static ObjectNode rfc7677() throws Exception {
        ObjectNode n = Definition.JSON.createObjectNode().put("from", "RFC 7677 section 3");
        exchange(n, "SCRAM-SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096, Map.of());
        boolean same = n.get("clientProof").asText().equals("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            && n.get("serverSignature").asText().equals("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        if (!same) throw new IllegalStateException("this is not the example of RFC 7677: " + n);
        return n;
    }

    private static void exchange(ObjectNode n, String mechanism, String user, String password, String clientNonce, String serverNonce,
            byte[] salt, int iterations, Map<String, String> extensions) throws Exception {
        ScramFormatter formatter = new ScramFormatter(ScramMechanism.forMechanismName(mechanism));
        ClientFirstMessage clientFirst = new ClientFirstMessage(ScramFormatter.saslName(user), clientNonce, extensions);
        ServerFirstMessage serverFirst = new ServerFirstMessage(clientNonce, serverNonce, salt, iterations);
        ClientFinalMessage clientFinal = new ClientFinalMessage("n,,".getBytes(StandardCharsets.UTF_8), serverFirst.nonce());
        byte[] saltedPassword = formatter.saltedPassword(password, salt, iterations);
        byte[] clientKey = formatter.clientKey(saltedPassword), serverKey = formatter.serverKey(saltedPassword);
        byte[] signature = formatter.serverSignature(serverKey, clientFirst, serverFirst, clientFinal);
        String authMessage = ScramFormatter.authMessage(clientFirst.clientFirstMessageBare(), text(serverFirst.toBytes()),
            clientFinal.clientFinalMessageWithoutProof());
        clientFinal.proof(formatter.clientProof(saltedPassword, clientFirst, serverFirst, clientFinal));
        n.put("mechanism", mechanism).put("user", user).put("password", password);
        n.put("clientNonce", clientNonce).put("serverNonce", serverNonce).put("salt", base64(salt)).put("iterations", iterations);
        if (!extensions.isEmpty()) n.set("extensions", Definition.JSON.valueToTree(extensions));
        n.put("saltedPassword", base64(saltedPassword)).put("clientKey", base64(clientKey));
        n.put("storedKey", base64(formatter.storedKey(clientKey))).put("serverKey", base64(serverKey));
        n.put("clientProof", base64(clientFinal.proof())).put("serverSignature", base64(signature));
        n.put("clientFirst", text(clientFirst.toBytes())).put("serverFirst", text(serverFirst.toBytes())).put("authMessage", authMessage);
        n.put("clientFinal", text(clientFinal.toBytes())).put("serverFinal", text(new ServerFinalMessage(null, signature).toBytes()));
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    private static String nonce(Random random) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < 20; i++) letters.append((char) ('a' + random.nextInt(26)));
        return letters.toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
