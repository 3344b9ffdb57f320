package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.UserId;

class CreateSessionBodyTest {

    @Test
    void takesAGoodBodyAndIgnoresUnknownMembers() {
        CreateSessionBody.Good good =
                good("{\"x\":{\"name\":[1]},\"name\":\"Ä\\u00e9 😀\",\"instructor_id\":\"t-1\",\"x\":2,"
                        + "\"student_ids\":[\"b\",\"a\",\"b\"]}");

        assertThat(good.name().value()).isEqualTo("Äé 😀");
        assertThat(good.instructor()).isEqualTo(new UserId("t-1"));
        assertThat(good.studentIds()).containsExactly(new UserId("b"), new UserId("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                        | INVALID_NAME          | missing",
                "{\"name\":null}                                           | INVALID_NAME          | null",
                "{\"name\":5}                                              | INVALID_NAME          | a number",
                "{\"name\":\"  \"}                                         | INVALID_NAME          | not blank",
                "{\"name\":\"a\\nb\"}                                      | INVALID_NAME          | \"a?b\"",
                "{\"name\":\"a\\ud800\"}                                   | INVALID_NAME          | no control characters",
                "{\"name\":\"A\"}                                          | INVALID_INSTRUCTOR_ID | missing",
                "{\"name\":\"A\",\"instructor_id\":\"\"}                   | INVALID_INSTRUCTOR_ID | \"\"",
                "{\"name\":\"A\",\"instructor_id\":\"a b\"}                | INVALID_INSTRUCTOR_ID | A-Z a-z 0-9 _ -",
                "{\"name\":\"A\",\"instructor_id\":true}                   | INVALID_INSTRUCTOR_ID | a boolean",
                "{\"name\":\"A\",\"instructor_id\":\"t\"}                  | INVALID_STUDENT_IDS   | missing",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":\"s\"}          | INVALID_STUDENT_IDS | a string",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[]}             | INVALID_STUDENT_IDS | an empty list",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[\"a\",\"é\"]}  | INVALID_STUDENT_IDS | \"é\" at index 1",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[\"a\",null,7]} | INVALID_STUDENT_IDS | null at index 1",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[[\"a\"]]}      | INVALID_STUDENT_IDS | a list at index 0",
                "[]                                                        | INVALID_JSON          | no JSON object",
                "null                                                      | INVALID_JSON          | no JSON object",
                "{\"name\":\"A\",\"name\":\"A\"}                           | INVALID_JSON          | name is given twice",
                "{} {}                                                     | INVALID_JSON          | follows",
                "{\"name\":\"A\"                                           | INVALID_JSON          | line 1",
                "{name:1}                                                  | INVALID_JSON          | line 1",
                "{\"x\":NaN}                                               | INVALID_JSON          | not valid JSON",
            })
    void namesTheFirstBadMemberAndWhatIsAllowed(String body, Refusal refusal, String part) {
        Refused refused = refused(body.getBytes(StandardCharsets.UTF_8));

        assertThat(refused.refusal()).isEqualTo(refusal);
        assertThat(refused.message()).contains(part);
    }

    @Test
    void refusesAnEmptyBody() {
        assertThat(refused(new byte[0]).refusal()).isEqualTo(Refusal.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "f4908080", "ff", "e282"})
    void refusesWhatIsNotUtf8(String hex) {
        byte[] bad = java.util.HexFormat.of().parseHex(hex);
        byte[] body = new byte[bad.length + 4];
        body[0] = '{';
        body[1] = '"';
        System.arraycopy(bad, 0, body, 2, bad.length);
        body[body.length - 2] = '"';
        body[body.length - 1] = '}';

        Refused refused = refused(body);
        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON);
        assertThat(refused.message()).contains("not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"63,INVALID_NAME", "64,INVALID_JSON", "100000,INVALID_JSON"})
    void readsNoDeeperThan64(int depth, Refusal refusal) {
        String body = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

        assertThat(refused(body.getBytes(StandardCharsets.UTF_8)).refusal()).isEqualTo(refusal);
    }

    @Test
    void countsStudentsWithoutDuplicates() {
        assertThat(good(withStudents(IntStream.range(0, 8).map(i -> i % 4))).studentIds())
                .hasSize(4);
        Refused refused = refused(withStudents(IntStream.range(0, 5)).getBytes(StandardCharsets.UTF_8));
        assertThat(refused.refusal()).isEqualTo(Refusal.TOO_MANY_STUDENTS);
        assertThat(refused.message()).contains("5").contains("at most 4");
    }

    @Test
    void takesANameOf200CharactersBeyondTheBasicPlane() {
        String body = "{\"name\":\"%s\",\"instructor_id\":\"t\",\"student_ids\":[\"s\"]}";
        assertThat(good(body.formatted("😀".repeat(200))).name().value()).hasSize(400);
        assertThat(refused(body.formatted("😀".repeat(201)).getBytes(StandardCharsets.UTF_8))
                        .refusal())
                .isEqualTo(Refusal.INVALID_NAME);
    }

    private static String withStudents(IntStream numbers) {
        return "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":["
                + numbers.mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(",")) + "]}";
    }

    private static CreateSessionBody.Good good(String body) {
        return (CreateSessionBody.Good) CreateSessionBody.read(body.getBytes(StandardCharsets.UTF_8), 4);
    }

    private static Refused refused(byte[] body) {
        return ((CreateSessionBody.Bad) CreateSessionBody.read(body, 4)).refused();
    }
}
