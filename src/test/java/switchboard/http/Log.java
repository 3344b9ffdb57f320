package switchboard.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/** What a test says that the log of {@link ServedApi#ALGEBRA} holds. */
public final class Log {
    public static final StoredSession STORED = new StoredSession(7, ServedApi.ALGEBRA, 0);
    public static final StoredSession ENDED =
            STORED.ended(ServedApi.ALGEBRA.endedAt(Instant.parse("2026-11-23T04:00:00Z")));

    private static final MessageId ID =
            new MessageId(java.util.UUID.fromString("0190a1b2-c3d4-7e5f-8a9b-000000000001"));

    private Log() {}

    public static Message broadcast(long seq, @Nullable Ref ref) {
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
    public static String broadcastJson(long seq, @Nullable String ref) {
        return "{\"id\":\"0190a1b2-c3d4-7e5f-8a9b-000000000001\",\"session_id\":\"" + ServedApi.ALGEBRA.id()
                + "\",\"type\":\"instructor_broadcast\",\"context\":\"general\",\"from_user\":\"teacher\","
                + "\"content\":{\"n\":1E400},\"timestamp\":\"2026-11-23T03:05:33.123Z\",\"seq\":" + seq
                + (ref == null ? "" : ",\"ref\":\"" + ref + "\"") + "}";
    }

    public static EncodedMessage encoded(long seq) {
        return FrameWriter.message(broadcast(seq, null));
    }

    public static History.Page page(long after, long upTo, long end, Long... seqs) {
        List<EncodedMessage> messages = Arrays.stream(seqs).map(Log::encoded).toList();
        return new History.Page(after, upTo, end, messages);
    }
}
