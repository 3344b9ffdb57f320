package switchboard.protocol;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.IncomingFrame.ContentRead;

/**
 * Reads a client's frame (protocol.md, section 5): the checks that need nothing but the frame. Never throws for what a
 * client sent. Thread-safe.
 */
public final class FrameReader {
    private static final String TYPES =
            Arrays.stream(MessageType.values()).map(MessageType::wire).collect(Collectors.joining(", "));

    /** A member's value stands inside one object: the frame. */
    private static final int FRAME_DEPTH = 1;

    private FrameReader() {}

    /**
     * Reads one text frame.
     *
     * @param payload valid UTF-8, at most the size of a frame; not kept
     */
    public static IncomingFrame read(byte[] payload) {
        Members members = new Members(payload);
        try {
            members.readAll();
        } catch (JsonScanner.Malformed malformed) {
            return unreadable(
                    Refusal.INVALID_JSON, "not a frame (expected: one JSON object): " + malformed.getMessage());
        }
        if (members.problem != null) {
            return unreadable(Refusal.INVALID_JSON, members.problem);
        }
        if (members.type == null) {
            return unreadable(Refusal.INVALID_TYPE, "type: missing (allowed: " + TYPES + ")");
        }
        String written = members.type;
        return MessageType.of(written)
                .<IncomingFrame>map(
                        type -> new IncomingFrame.Readable(type, members.context(), members.toUser, members.content))
                .orElseGet(() ->
                        unreadable(Refusal.INVALID_TYPE, "type: " + shown(written) + " (allowed: " + TYPES + ")"));
    }

    /** What a binary frame is read as, whatever it holds. */
    public static IncomingFrame binary() {
        return unreadable(Refusal.UNSUPPORTED_DATA, "binary frame (allowed: text frames that hold one JSON object)");
    }

    private static IncomingFrame unreadable(Refusal refusal, String message) {
        return new IncomingFrame.Unreadable(refusal.because(message));
    }

    /** Only what is short and plain is repeated to the sender. */
    private static String shown(String type) {
        return Identifiers.isValid(type) ? type : "unknown";
    }

    /** The members of the frame that mean something, as far as they have been read. */
    private static final class Members {
        private final JsonScanner scanner;
        private boolean typeSeen;
        private boolean contextSeen;
        private boolean toUserSeen;
        private boolean contentSeen;
        private boolean refSeen;
        private @Nullable String type;
        private @Nullable String context;
        private @Nullable String toUser;
        private ContentRead content = new ContentRead.Good(Content.EMPTY);
        /** The first member that makes a frame of valid JSON unusable. */
        private @Nullable String problem;

        Members(byte[] payload) {
            scanner = new JsonScanner(payload);
        }

        void readAll() throws JsonScanner.Malformed {
            scanner.skipWhiteSpace();
            scanner.expect('{');
            scanner.skipWhiteSpace();
            if (!scanner.passes('}')) {
                do {
                    scanner.skipWhiteSpace();
                    String name = scanner.readString();
                    scanner.skipWhiteSpace();
                    scanner.expect(':');
                    scanner.skipWhiteSpace();
                    readMember(name);
                    scanner.skipWhiteSpace();
                } while (scanner.passes(','));
                if (!scanner.passes('}')) {
                    throw scanner.unexpected("expected: , or }");
                }
            }
            scanner.skipWhiteSpace();
            if (!scanner.atEnd()) {
                throw scanner.unexpected("expected: nothing behind the object");
            }
        }

        private void readMember(String name) throws JsonScanner.Malformed {
            switch (name) {
                case "type" -> {
                    typeSeen = once(name, typeSeen);
                    type = readText(name);
                }
                case "context" -> {
                    contextSeen = once(name, contextSeen);
                    context = readText(name);
                }
                case "to_user" -> {
                    toUserSeen = once(name, toUserSeen);
                    toUser = readText(name);
                }
                case "content" -> {
                    contentSeen = once(name, contentSeen);
                    content = readContent();
                }
                case "ref" -> {
                    refSeen = once(name, refSeen);
                    scanner.skipValue(FRAME_DEPTH);
                }
                default -> scanner.skipValue(FRAME_DEPTH);
            }
        }

        private boolean once(String name, boolean seen) {
            if (seen) {
                refuse(name + ": given more than once (allowed: once)");
            }
            return true;
        }

        private @Nullable String readText(String name) throws JsonScanner.Malformed {
            if (scanner.sees('"')) {
                return scanner.readString();
            }
            if (scanner.sees('n')) {
                scanner.skipNull();
            } else {
                scanner.skipValue(FRAME_DEPTH);
                refuse(name + ": not a string (allowed: a string or null)");
            }
            return null;
        }

        private ContentRead readContent() throws JsonScanner.Malformed {
            if (scanner.sees('n')) {
                scanner.skipNull();
                return new ContentRead.Good(Content.EMPTY);
            }
            boolean isObject = scanner.sees('{');
            int start = scanner.position();
            int whiteSpaceBefore = scanner.whiteSpace();
            scanner.skipValue(FRAME_DEPTH);
            if (!isObject) {
                return new ContentRead.Bad(
                        Refusal.INVALID_CONTENT.because("content: not an object (allowed: a JSON object or null)"));
            }
            int end = scanner.position();
            int bytes = end - start - (scanner.whiteSpace() - whiteSpaceBefore);
            if (bytes > Content.MAX_BYTES) {
                return new ContentRead.Bad(Refusal.CONTENT_TOO_LARGE
                        .because("content: " + bytes + " bytes without white space (allowed: up to " + Content.MAX_BYTES
                                + ")")
                        .with("limit_bytes", Content.MAX_BYTES));
            }
            return new ContentRead.Good(Content.ofValidated(scanner.copyCompact(start, end, bytes)));
        }

        private void refuse(String memberProblem) {
            if (problem == null) {
                problem = memberProblem;
            }
        }

        @Nullable
        String context() {
            return context == null || context.isEmpty() ? null : context;
        }
    }
}
