package peers.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is broadcast: a JSON object of {@link #BYTES} ASCII characters without white space, which every server passes on
 * as it is. It says its group and number, and its text depends on the number: no two of a group are alike.
 */
public final class Content {
    public static final int BYTES = 200;

    private static final int LETTERS = 26;

    private Content() {}

    public static byte[] of(int group, int number) {
        byte[] head = ("{\"group\":" + group + ",\"n\":" + number + ",\"text\":\"").getBytes(StandardCharsets.US_ASCII);
        byte[] content = Arrays.copyOf(head, BYTES);
        for (int i = head.length; i < BYTES - 2; i++) {
            content[i] = (byte) ('a' + (number + i) % LETTERS);
        }
        content[BYTES - 2] = '"';
        content[BYTES - 1] = '}';
        return content;
    }
}
