package switchboard.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import switchboard.protocol.values.SessionId;

/**
 * How much a session's log had, and the root of its tree then. Signed, it is a C2SP tlog-checkpoint: whoever keeps one
 * can prove later that the log was changed, if it was.
 */
public record Checkpoint(SessionId session, long size, Hash root) {
    private static final String ORIGIN = "switchboard/";
    private static final String SIGNED_BY = "\u2014 " + CheckpointKey.NAME + " ";

    /** The text that is signed. */
    String text() {
        return ORIGIN + session + "\n" + size + "\n" + StrictBase64.of(root.bytes()) + "\n";
    }

    /** The signed note. */
    public String signedBy(SignatureKey key) {
        byte[] id = key.publicKey().id();
        byte[] signature = key.sign(text().getBytes(StandardCharsets.UTF_8));
        byte[] line = Arrays.copyOf(id, id.length + signature.length);
        System.arraycopy(signature, 0, line, id.length, signature.length);
        return text() + "\n" + SIGNED_BY + StrictBase64.of(line) + "\n";
    }

    /** It is none, or not by that key: why. */
    public static final class NotSigned extends Exception {
        private static final long serialVersionUID = 1L;

        private NotSigned(String why) {
            super(why);
        }
    }

    /**
     * Reads a signed note. Signatures of other keys are passed over, as witnesses may have added theirs.
     *
     * @throws NotSigned if it is none, or none that this key has signed
     */
    public static Checkpoint read(String note, CheckpointKey key) throws NotSigned {
        int end = note.indexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new NotSigned("a checkpoint is a text, an empty line and signatures, each with a line end");
        }
        String text = note.substring(0, end + 1);
        Checkpoint checkpoint = parse(text);
        List<String> lines = note.substring(end + 2).lines().toList();
        for (String line : lines) {
            if (line.startsWith(SIGNED_BY) && isBy(key, text, line.substring(SIGNED_BY.length()))) {
                return checkpoint;
            }
        }
        throw new NotSigned("the checkpoint is not signed by this key");
    }

    private static boolean isBy(CheckpointKey key, String text, String base64) throws NotSigned {
        byte[] line = bytes(base64, "a signature");
        if (line.length <= CheckpointKey.ID_BYTES
                || !Arrays.equals(Arrays.copyOf(line, CheckpointKey.ID_BYTES), key.id())) {
            return false;
        }
        byte[] signature = Arrays.copyOfRange(line, CheckpointKey.ID_BYTES, line.length);
        if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature)) {
            throw new NotSigned("the signature is not of this checkpoint: one of the two was changed");
        }
        return true;
    }

    private static Checkpoint parse(String text) throws NotSigned {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[0].startsWith(ORIGIN)) {
            throw new NotSigned("a checkpoint names switchboard/SESSION, a size and a root, each on its line");
        }
        SessionId session = SessionId.parse(lines[0].substring(ORIGIN.length()))
                .orElseThrow(() -> new NotSigned("the checkpoint names no session: " + lines[0]));
        // One way to write a number only, or two texts would be the same checkpoint.
        if (!lines[1].matches("0|[1-9][0-9]{0,9}")) {
            throw new NotSigned("the size of the checkpoint is none: " + lines[1]);
        }
        byte[] root = bytes(lines[2], "the root");
        if (root.length != Hash.BYTES) {
            throw new NotSigned("the root of the checkpoint has " + root.length + " bytes, not " + Hash.BYTES);
        }
        return new Checkpoint(session, Long.parseLong(lines[1]), Hash.of(root));
    }

    private static byte[] bytes(String base64, String what) throws NotSigned {
        try {
            return StrictBase64.bytes(base64);
        } catch (IllegalArgumentException notOne) {
            throw new NotSigned(what + " of the checkpoint is not in base64");
        }
    }
}
