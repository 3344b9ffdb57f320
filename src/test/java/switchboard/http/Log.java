package switchboard.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Content;
import switchboard.protocol.Context;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.FrameWriter;
import switchboard.protocol.Message;
import switchboard.protocol.MessageId;
import switchboard.protocol.MessageType;
import switchboard.protocol.Ref;
import switchboard.protocol.UserId;
import switchboard.store.History;
import switchboard.store.StoredSession;

/** What a test says that the log of {@link ServedApi#ALGEBRA} holds. */
final class Log {
    static final StoredSession STORED = new StoredSession(7, ServedApi.ALGEBRA);
    static final StoredSession ENDED = STORED.ended(ServedApi.ALGEBRA.endedAt(Instant.parse("2026-11-23T04:00:00Z")));

    private static final MessageId ID =
            new MessageId(java.util.UUID.fromString("0190a1b2-c3d4-7e5f-8a9b-000000000001"));

    private Log() {}

    static Message broadcast(long seq, @Nullable Ref ref) {
        return new Message(
                ID,
                ServedApi.ALGEBRA.id(),
                seq,
                MessageType.INSTRUCTOR_BROADCAST,
                new Context("general"),
                new UserId("teacher"),
                null,
                Content.ofValidated("{\"n\":1E400}".getBytes(StandardCharsets.UTF_8)),
                Instant.parse("2026-11-23T03:05:33.123Z"),
                ref);
    }

    /** @param ref as it stands in JSON; null for none */
    static String broadcastJson(long seq, @Nullable String ref) {
        return "{\"id\":\"0190a1b2-c3d4-7e5f-8a9b-000000000001\",\"session_id\":\"" + ServedApi.ALGEBRA.id()
                + "\",\"type\":\"instructor_broadcast\",\"context\":\"general\",\"from_user\":\"teacher\","
                + "\"content\":{\"n\":1E400},\"timestamp\":\"2026-11-23T03:05:33.123Z\",\"seq\":" + seq
                + (ref == null ? "" : ",\"ref\":\"" + ref + "\"") + "}";
    }

    static EncodedMessage encoded(long seq) {
        return FrameWriter.message(broadcast(seq, null));
    }

    static History.Page page(long after, long upTo, long end, Long... seqs) {
        List<EncodedMessage> messages = Arrays.stream(seqs).map(Log::encoded).toList();
        return new History.Page(after, upTo, end, messages);
    }
}
