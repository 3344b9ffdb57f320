package switchboard.bench.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import switchboard.bench.client.BenchFailure;

/**
 * A page of messages as REST answers it, taken apart after its time was measured.
 *
 * @param messages where each lies in the body
 * @param nextAfter what to ask for next; {@link #NO_MORE} where it says that there is nothing more
 * @param headSeq how far the page reaches
 */
public record MessagesPage(List<Part> messages, long nextAfter, long headSeq) {
    public static final long NO_MORE = -1;

    private static final JsonFactory JSON = new JsonFactory();

    /** The bytes of one message. */
    public record Part(int from, int to) {}

    /** @throws BenchFailure if a member that must be there is not, or is of another type */
    public static MessagesPage read(byte[] body) {
        List<Part> messages = new ArrayList<>();
        int members = 0;
        long nextAfter = 0;
        long headSeq = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, body);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "messages" -> {
                        require(value == JsonToken.START_ARRAY, body);
                        readMessages(parser, body, messages);
                        members++;
                    }
                    case "next_after" -> {
                        require(value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_NUMBER_INT, body);
                        nextAfter = value == JsonToken.VALUE_NULL ? NO_MORE : parser.getLongValue();
                        members++;
                    }
                    case "head_seq" -> {
                        require(value == JsonToken.VALUE_NUMBER_INT, body);
                        headSeq = parser.getLongValue();
                        members++;
                    }
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new BenchFailure(
                    "the server answered a page that is not JSON: " + BenchFailure.excerpt(body, 0, body.length), e);
        }
        require(members == 3, body);
        return new MessagesPage(messages, nextAfter, headSeq);
    }

    private static void readMessages(JsonParser parser, byte[] body, List<Part> messages) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(parser.currentToken() == JsonToken.START_OBJECT, body);
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            messages.add(new Part(from, (int) parser.currentLocation().getByteOffset()));
        }
    }

    private static void require(boolean right, byte[] body) {
        if (!right) {
            throw new BenchFailure(
                    "the server answered what is no page of messages: " + BenchFailure.excerpt(body, 0, body.length));
        }
    }
}
