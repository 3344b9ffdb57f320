package switchboard.protocol.frames;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Identifiers;
import switchboard.protocol.values.JsonScanner;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;

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
     * @param version in version 1 {@code ref} is a member like any unknown one
     */
    public static IncomingFrame read(byte[] payload, ProtocolVersion version) {
        Members members = new Members(payload, version == ProtocolVersion.V2, false);
        try {
            members.readAll();
        } catch (JsonScanner.Malformed malformed) {
            return unreadable(
                    Refusal.INVALID_JSON, "not a frame (expected: one JSON object): " + malformed.getMessage(), null);
        }
        return members.frame();
    }

    /**
     * Reads the body of a message that is posted: a frame of version 2 that says who sends it.
     *
     * @param body not kept
     */
    public static IncomingPost readPost(byte[] body) {
        Members members = new Members(body, true, true);
        try {
            members.readAll();
        } catch (JsonScanner.Malformed malformed) {
            return new IncomingPost(
                    null,
                    null,
                    unreadable(
                            Refusal.INVALID_JSON,
                            "the body is not a message (expected: one JSON object): " + malformed.getMessage(),
                            null));
        }
        return new IncomingPost(members.userId, members.role, members.frame());
    }

    /** What a binary frame is read as, whatever it holds. */
    public static IncomingFrame binary() {
        return unreadable(
                Refusal.UNSUPPORTED_DATA, "binary frame (allowed: text frames that hold one JSON object)", null);
    }

    private static IncomingFrame unreadable(Refusal refusal, String message, @Nullable Ref ref) {
        return new IncomingFrame.Unreadable(refusal.because(message), ref);
    }

    /** Only what is short and plain is repeated to the sender. */
    private static String shown(String type) {
        return Identifiers.isValid(type) ? type : "unknown";
    }

    /** The members of the frame that mean something, as far as they have been read. */
    private static final class Members {
        private final JsonScanner scanner;
        private final boolean withRef;
        private final boolean withSender;
        private boolean typeSeen;
        private boolean contextSeen;
        private boolean toUserSeen;
        private boolean contentSeen;
        private boolean refSeen;
        private boolean userIdSeen;
        private boolean roleSeen;
        private @Nullable String userId;
        private @Nullable String role;
        private @Nullable Ref ref;
        private boolean refInvalid;
        private @Nullable String type;
        private @Nullable String context;
        private @Nullable String toUser;
        private ContentRead content = new ContentRead.Good(Content.EMPTY);
        /** The first member that makes a frame of valid JSON unusable. */
        private @Nullable String problem;

        /**
         * @param withRef whether {@code ref} means something
         * @param withSender whether {@code user_id} and {@code role} do
         */
        Members(byte[] payload, boolean withRef, boolean withSender) {
            scanner = new JsonScanner(payload);
            this.withRef = withRef;
            this.withSender = withSender;
        }

        /** The frame that these members make, once all have been read. */
        IncomingFrame frame() {
            if (problem != null) {
                return unreadable(Refusal.INVALID_JSON, problem, ref);
            }
            if (refInvalid) {
                return unreadable(Refusal.INVALID_REF, "ref: not valid (allowed: " + Ref.ALLOWED + ")", null);
            }
            if (type == null) {
                return unreadable(Refusal.INVALID_TYPE, "type: missing (allowed: " + TYPES + ")", ref);
            }
            String written = type;
            return MessageType.of(written)
                    .<IncomingFrame>map(known -> new IncomingFrame.Readable(known, context(), toUser, content, ref))
                    .orElseGet(() -> unreadable(
                            Refusal.INVALID_TYPE, "type: " + shown(written) + " (allowed: " + TYPES + ")", ref));
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
                    boolean again = refSeen;
                    refSeen = once(name, refSeen);
                    readRef();
                    if (again) {
                        ref = null; // Nobody knows which of them is meant.
                    }
                }
                default -> readSenderOrSkip(name);
            }
        }

        private void readSenderOrSkip(String name) throws JsonScanner.Malformed {
            if (withSender && name.equals("user_id")) {
                userIdSeen = once(name, userIdSeen);
                userId = readText(name);
            } else if (withSender && name.equals("role")) {
                roleSeen = once(name, roleSeen);
                role = readText(name);
            } else {
                scanner.skipValue(FRAME_DEPTH);
            }
        }

        private void readRef() throws JsonScanner.Malformed {
            if (withRef && scanner.sees('"')) {
                String written = scanner.readString();
                refInvalid = !Ref.isValid(written);
                ref = refInvalid ? null : new Ref(written);
            } else {
                refInvalid = withRef && !scanner.sees('n');
                scanner.skipValue(FRAME_DEPTH);
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
            scanner.forgetUnportable();
            scanner.skipValue(FRAME_DEPTH);
            if (!isObject) {
                return new ContentRead.Bad(
                        Refusal.INVALID_CONTENT.because("content: not an object (allowed: a JSON object or null)"));
            }
            Optional<String> unportable = scanner.unportable();
            if (unportable.isPresent()) {
                return new ContentRead.Bad(Refusal.INVALID_CONTENT.because("content: " + unportable.get()));
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
