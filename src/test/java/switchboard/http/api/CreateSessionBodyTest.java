package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.body.JsonBody;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.UserId;

class CreateSessionBodyTest {
    private static final JsonBody<CreateSessionBody> KIND = CreateSessionBody.ofAtMost(4);
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

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
                "{\"name\":\"A\"} \"                                        | INVALID_JSON          | follows",
                "{\"name\":\"A\"} x                                        | INVALID_JSON          | line 1",
                "{\"name\":\"\\x\"}                                     | INVALID_JSON          | not valid JSON, line 1",
                "{\"student_ids\":[01]}                                  | INVALID_JSON          | not valid JSON, line 1",
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
    @ValueSource(
            strings = {
                "{\"name\":1,\"name\":\"A\"}",
                "{\"name\":null,\"name\":\"A\"}",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[\"s\"],\"name\":\"A\"}",
                "{\"name\":\"A\",\"instructor_id\":\"t\",\"student_ids\":[\"s\"],\"name\":null}",
                "{\"name\":[],\"name\":[]}",
                "{\"n\\u0061me\":{},\"name\":{}}",
            })
    void refusesAMemberThatStandsThereTwiceWhateverItIs(String body) {
        Refused refused = refused(body.getBytes(StandardCharsets.UTF_8));
        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON);
        assertThat(refused.message()).isEqualTo("the member name is given twice (allowed: once)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"{}\"", "5", "0", "true", "[{}]", "1.5", " "})
    void isNoOtherJsonThanAnObject(String body) {
        Refused refused = refused(body.getBytes(StandardCharsets.UTF_8));
        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON);
        assertThat(refused.message()).contains("no JSON object (allowed: {\"name\": …");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"number|9", "string|\"x\"", "name|name"})
    void theLimitOfTheWholeBodyIsTheOnlyOne(String what, String piece) {
        String large = piece.replace("x", "x".repeat(1 << 20)).replace("9", "9".repeat(1 << 20));
        String body = what.equals("name") ? "{\"" + "n".repeat(1 << 20) + "\":1}" : "{\"x\":[" + large + "]}";
        assertThat(refused(body.getBytes(StandardCharsets.UTF_8)).refusal()).isEqualTo(Refusal.INVALID_NAME);
    }

    /** Jackson's table of names kept what clients had called their members: 100 requests, 100 MB for good. */
    @Test
    void remembersNoNamesOfMembers() {
        String ending = "n".repeat(1 << 20) + "\":1}";
        refused(("{\"first" + ending).getBytes(StandardCharsets.UTF_8));
        long before = usedBytes();
        for (int i = 0; i < 300; i++) {
            refused(("{\"" + i + ending).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(usedBytes() - before).isLessThan(150 << 20);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
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
        assertThat(refused.message()).isEqualTo("student_ids: more than 4 different ids (allowed: at most 4)");
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
        return (CreateSessionBody.Good) read(body).judge(4);
    }

    private static CreateSessionBody read(String body) {
        return ((JsonBody.Good<CreateSessionBody>) bound(body.getBytes(StandardCharsets.UTF_8))).body();
    }

    private static Refused refused(byte[] body) {
        JsonBody.Read<CreateSessionBody> read = bound(body);
        return read instanceof JsonBody.Good<CreateSessionBody> good
                ? ((CreateSessionBody.Bad) good.body().judge(4)).refused()
                : ((JsonBody.Bad<CreateSessionBody>) read).refused();
    }

    private static JsonBody.Read<CreateSessionBody> bound(byte[] body) {
        return KIND.read(ByteString.fromArray(body), Materializer.matFromSystem(KIT.system()))
                .toCompletableFuture()
                .join();
    }
}
