package switchboard.testing.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import switchboard.testing.Json;

/** One thing that a {@link RecordingClient} got from the server. */
public sealed interface Received {

    /** A whole text message. */
    final class Text implements Received {
        private final String raw;

        /** Made when it is asked for, and given to the next collection: long runs record more than a heap of trees. */
        private volatile @Nullable WeakReference<JsonNode> read;

        Text(String raw) {
            this.raw = raw;
        }

        /** Exactly what came. */
        public String raw() {
            return raw;
        }

        /** The same read as JSON; missing where it is none. */
        public JsonNode json() {
            WeakReference<JsonNode> before = read;
            JsonNode json = before == null ? null : before.get();
            if (json == null) {
                json = Json.parse(raw).orElseGet(MissingNode::getInstance);
                read = new WeakReference<>(json);
            }
            return json;
        }

        public String type() {
            return json().path("type").asText();
        }

        public boolean isSystem() {
            return type().equals("system");
        }

        /** A system frame of this event, by both places that name it. */
        public boolean isSystem(String event) {
            return isSystem()
                    && json().path("context").asText().equals(event)
                    && content().path("event").asText().equals(event);
        }

        /** Any of the routed types. */
        public boolean isMessage() {
            return json().has("seq") && !isSystem();
        }

        /** The place of a message in its session; 0 where there is none. */
        public long seq() {
            return json().path("seq").longValue();
        }

        public JsonNode content() {
            return json().path("content");
        }

        /** The {@code code} of a system frame; empty where there is none. */
        public String code() {
            return content().path("code").asText("");
        }

        /** The content of a message exactly as it was sent. */
        public String rawContent() {
            int start = raw.indexOf(",\"content\":") + ",\"content\":".length();
            return raw.substring(start, raw.lastIndexOf(",\"timestamp\":"));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && text.raw.equals(raw);
        }

        @Override
        public int hashCode() {
            return raw.hashCode();
        }

        @Override
        public String toString() {
            return "text " + Recording.shortened(raw);
        }
    }

    record Binary(byte[] bytes) implements Received {
        @Override
        public String toString() {
            return "binary of " + bytes.length + " bytes";
        }
    }

    record Ping(byte[] payload) implements Received {
        @Override
        public String toString() {
            return "ping " + new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    record Pong(byte[] payload) implements Received {
        @Override
        public String toString() {
            return "pong " + new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * A close frame.
     *
     * @param code 1005 for one without a code, as RFC 6455 names it
     */
    record Closed(int code, String reason) implements Received {
        static final int NO_CODE = 1005;

        @Override
        public String toString() {
            return "close " + code + (reason.isEmpty() ? "" : " " + reason);
        }
    }

    /** The end of the connection; nothing comes after it. */
    record Ended(Cause cause, String detail) implements Received {
        public enum Cause {
            /** The server closed its side in order. */
            EOF,
            /** The server, or the network, tore the connection. */
            RESET,
            /** The client closed its socket. */
            LOCAL,
            /** The server sent something that RFC 6455 forbids. */
            VIOLATION
        }

        @Override
        public String toString() {
            return "end of connection: " + cause + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }
}
