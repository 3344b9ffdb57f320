package switchboard.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.values.Message;

/**
 * What proves without the server that a message was said at its place of a log (protocol.md, section 11). Whoever has
 * it, and the public key of the server, needs nothing else to {@link #check} it.
 *
 * <p>What it says is kept as it is written: a receipt that says the same in another way is another one, and fails.
 *
 * @param to empty where the message is to nobody
 * @param content the stored text of its content
 * @param path from the leaf's sibling upwards: {@link MerkleTree#inclusionPath}
 * @param size how many messages the log had when the receipt was made
 * @param checkpoint the signed note of that size and root
 */
public record Receipt(
        String session,
        long seq,
        String id,
        String type,
        String context,
        long timestampMs,
        String from,
        String to,
        String content,
        Salts salts,
        List<Hash> path,
        long size,
        Hash root,
        String checkpoint) {
    private static final String VERSION = "switchboard-receipt-v1";

    /** It proves nothing: why. */
    public static final class NotProven extends Exception {
        private static final long serialVersionUID = 1L;

        private NotProven(String why) {
            super(why);
        }

        private NotProven(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    public Receipt {
        path = List.copyOf(path);
    }

    /** That of a message of a log with this checkpoint, which is signed as this note. */
    public static Receipt of(Message message, Salts salts, List<Hash> path, Checkpoint checkpoint, String note) {
        return new Receipt(
                message.session().toString(),
                message.seq(),
                message.id().toString(),
                message.type().wire(),
                message.context().value(),
                message.timestamp().toEpochMilli(),
                message.from().value(),
                message.to() == null ? "" : message.to().value(),
                new String(message.content().json(), StandardCharsets.UTF_8),
                salts,
                path,
                checkpoint.size(),
                checkpoint.root(),
                note);
    }

    /** As clients get it. */
    public String json() {
        ObjectNode receipt = ProtocolJson.MAPPER.createObjectNode();
        receipt.put("version", VERSION)
                .put("session_id", session)
                .put("seq", seq)
                .put("id", id)
                .put("type", type)
                .put("context", context)
                .put("timestamp_ms", timestampMs)
                .put("from_user", from)
                .put("to_user", to)
                .put("content_text", content);
        receipt.putObject("salts")
                .put("from_user", StrictBase64.of(salts.from().bytes()))
                .put("to_user", StrictBase64.of(salts.to().bytes()))
                .put("content", StrictBase64.of(salts.content().bytes()));
        ArrayNode nodes = receipt.putArray("path");
        path.forEach(node -> nodes.add(StrictBase64.of(node.bytes())));
        receipt.put("size", size).put("root", StrictBase64.of(root.bytes())).put("checkpoint", checkpoint);
        return receipt.toString();
    }

    /**
     * Reads one. Members that this program does not know are passed over.
     *
     * @throws NotProven if it is none
     */
    public static Receipt read(String json) throws NotProven {
        JsonNode receipt;
        try {
            receipt = ProtocolJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new NotProven("this is no receipt: it is not JSON (" + e.getOriginalMessage() + ")");
        }
        if (!receipt.path("version").asText().equals(VERSION)) {
            throw new NotProven("this is no receipt of version " + VERSION);
        }
        JsonNode salts = receipt.path("salts");
        return new Receipt(
                text(receipt, "session_id"),
                number(receipt, "seq"),
                text(receipt, "id"),
                text(receipt, "type"),
                text(receipt, "context"),
                number(receipt, "timestamp_ms"),
                text(receipt, "from_user"),
                text(receipt, "to_user"),
                text(receipt, "content_text"),
                new Salts(
                        bytes(salts.path("from_user"), "salts.from_user", Salt::of),
                        bytes(salts.path("to_user"), "salts.to_user", Salt::of),
                        bytes(salts.path("content"), "salts.content", Salt::of)),
                path(receipt),
                number(receipt, "size"),
                bytes(receipt.path("root"), "root", Hash::of),
                text(receipt, "checkpoint"));
    }

    /**
     * Checks it whole: the message is the leaf at its place of the tree, and the tree is the one of the checkpoint,
     * which this key has signed.
     *
     * @throws NotProven if anything of it is not so
     */
    public void check(CheckpointKey key) throws NotProven {
        Checkpoint signed;
        try {
            signed = Checkpoint.read(checkpoint, key);
        } catch (Checkpoint.NotSigned e) {
            throw new NotProven(e);
        }
        if (!signed.session().toString().equals(session)) {
            throw new NotProven("the checkpoint is of another session: " + signed.session());
        }
        if (signed.size() != size || !signed.root().equals(root)) {
            throw new NotProven("the checkpoint is of another size or root than the receipt");
        }
        Hash leaf = LeafHash.of(
                session,
                seq,
                id,
                type,
                context,
                timestampMs,
                from,
                to,
                content.getBytes(StandardCharsets.UTF_8),
                salts);
        if (!MerkleTree.includes(leaf, seq - 1, size, path, root)) {
            throw new NotProven("the log does not hold this message at this place: one of the two was changed");
        }
    }

    private static String text(JsonNode of, String member) throws NotProven {
        JsonNode text = of.path(member);
        if (!text.isTextual()) {
            throw lacks(member, "a text");
        }
        return text.textValue();
    }

    private static long number(JsonNode of, String member) throws NotProven {
        JsonNode number = of.path(member);
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
            throw lacks(member, "a whole number");
        }
        return number.longValue();
    }

    private static List<Hash> path(JsonNode receipt) throws NotProven {
        JsonNode nodes = receipt.path("path");
        if (!nodes.isArray()) {
            throw lacks("path", "a list");
        }
        List<Hash> path = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            path.add(bytes(node, "path", Hash::of));
        }
        return path;
    }

    private static <T> T bytes(JsonNode base64, String member, Function<byte[], T> as) throws NotProven {
        try {
            return as.apply(StrictBase64.bytes(base64.asText()));
        } catch (IllegalArgumentException e) {
            throw lacks(member, "bytes in base64 (" + e.getMessage() + ")");
        }
    }

    private static NotProven lacks(String member, String needed) {
        return new NotProven("the receipt has not what it needs as " + member + ": " + needed);
    }
}
