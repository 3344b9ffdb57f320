package switchboard.http.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * The parameters of a request's address, decoded. Parameters that nobody asks for are ignored, however they are
 * written. Immutable.
 */
public final class QueryParameters {
    private final Map<String, List<String>> raw;

    private QueryParameters(Map<String, List<String>> raw) {
        this.raw = raw;
    }

    /** Those of this request. */
    public static QueryParameters of(HttpRequest request) {
        return of(RequestHead.of(request).query());
    }

    /** @param query what stands behind the {@code ?}, still encoded, a character for each byte */
    public static QueryParameters of(String query) {
        Map<String, List<String>> raw = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            decode(name)
                    .ifPresent(decoded -> raw.computeIfAbsent(decoded, any -> new ArrayList<>())
                            .add(value));
        }
        return new QueryParameters(raw);
    }

    /** Whether it is there, with or without a value. */
    public boolean has(String name) {
        return raw.containsKey(name);
    }

    /** Its value, maybe an empty text; nothing where it is missing, given twice, or not UTF-8 in percent encoding. */
    public Optional<String> value(String name) {
        List<String> values = raw.getOrDefault(name, List.of());
        return values.size() == 1 ? decode(values.get(0)) : Optional.empty();
    }

    /** Its value as a whole number within these bounds; empty where it is anything else. */
    public Optional<Long> number(String name, long least, long most) {
        return value(name).filter(written -> written.matches("[0-9]+")).flatMap(digits -> {
            try {
                long number = Long.parseLong(digits);
                return number >= least && number <= most ? Optional.of(number) : Optional.empty();
            } catch (NumberFormatException beyondLong) {
                return Optional.empty();
            }
        });
    }

    /** Its value as it was written, for error texts. */
    public String written(String name) {
        List<String> values = raw.getOrDefault(name, List.of());
        return values.size() > 1 ? "given " + values.size() + " times" : Quoted.of(String.join("", values));
    }

    /** {@code +} is a space, as HTML forms write it. */
    private static Optional<String> decode(String encoded) {
        if (encoded.chars().allMatch(QueryParameters::standsForItself)) {
            return Optional.of(encoded);
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.put((byte) (c == '+' ? ' ' : c));
                continue;
            }
            int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
            int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static boolean standsForItself(int c) {
        return c < 0x80 && c != '%' && c != '+';
    }
}
