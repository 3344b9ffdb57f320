package switchboard.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.UserId;

/** What clients send, of any size: neither one long string nor only brackets, and a letter in forty is not ASCII. */
public final class Samples {
    public static final UserId TEACHER = new UserId("ines");
    public static final UserId STUDENT = new UserId("student-007");

    private static final String FIRST = "{\"lesson\":\"Algebra\",\"steps\":[";
    private static final String STEP = "{\"n\":17,\"text\":\"Löse die Gleichung nach \\\"x\\\" auf\",\"ok\":true},";
    private static final String LAST = "{\"n\":18}],\"rest\":\"";
    private static final String END = "\"}";

    private Samples() {}

    /** A compact JSON object of exactly so many bytes, at least 100. */
    public static String json(int bytes) {
        StringBuilder json = new StringBuilder(FIRST);
        int left = bytes - bytesOf(FIRST) - bytesOf(LAST) - bytesOf(END);
        for (; left >= bytesOf(STEP); left -= bytesOf(STEP)) {
            json.append(STEP);
        }
        return json.append(LAST).append("x".repeat(left)).append(END).toString();
    }

    /** The same as a tool writes it that is to be read by people. */
    public static String spacedJson(int bytes) {
        try {
            return new ObjectMapper().readTree(json(bytes)).toPrettyString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the sample is no JSON", e);
        }
    }

    public static Content content(int bytes) {
        return Content.ofValidated(json(bytes).getBytes(StandardCharsets.UTF_8));
    }

    public static Draft draft(MessageType type, int contentBytes) {
        @Nullable UserId to = type.needsRecipient() ? STUDENT : null;
        return new Draft(type, Context.GENERAL, to, content(contentBytes));
    }

    /** A frame of version 2 as {@code switchboard.js} sends it. */
    public static byte[] frame(String contentJson) {
        String ref = "0193b5a1-7c3e-7d2f-9a41-5be0c3f6d812";
        return ("{\"type\":\"instructor_broadcast\",\"context\":\"algebra\",\"content\":" + contentJson + ",\"ref\":\""
                        + ref + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static int bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
