package switchboard.http.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.request.RequestHead;
import switchboard.http.request.RequestLine;
import switchboard.net.Host;
import switchboard.testing.server.TestSession;

class CorsPolicyTest {
    private static final String LIST = "/api/sessions";

    private static CorsPolicy policy(String... origins) {
        return new CorsPolicy(List.of(origins), new ServerNames(List.of("class.example")));
    }

    private static RequestHead head(String... headers) {
        List<RequestHead.Field> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new RequestHead.Field(headers[i], headers[i + 1]));
        }
        return new RequestHead(
                new RequestLine("GET", LIST, Optional.empty(), 1), fields, RequestHead.Body.NONE, Optional.empty());
    }

    private static boolean allows(CorsPolicy policy, String host, String origin) {
        RequestHead head = head("Host", host, "Origin", origin);
        boolean allows = policy.foreignOrigin(head, LIST).isEmpty();
        assertThat(policy.headers(head).stream()
                        .filter(header -> header.name().equals("Access-Control-Allow-Origin"))
                        .map(header -> header.value()))
                .as("who may call may read")
                .isEqualTo(allows ? List.of(policy.allowsAnyOrigin() ? "*" : origin) : List.of());
        return allows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local",
                "*",
                "null",
                "https://school.example",
                "https://school.example:443",
                "https://schüle.example",
                "http://localhost:3000",
                "http://[::1]:3000",
                "HTTPS://A.b",
                "app://x"
            })
    void takesOriginsAsSetting(String origin) {
        assertThat(CorsPolicy.isOrigin(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://*.example",
                "wss://a",
                "file://",
                "file:///x",
                "file://a",
                "NULL",
                "LOCAL",
                "https://a#x",
                "https://a:65536",
                "school.example",
                "https://",
                "https://a/",
                "https://a/x",
                "https://a?x",
                "https://u@a",
                "a b",
                "**"
            })
    void refusesWhatIsNoOriginAsSetting(String origin) {
        assertThat(CorsPolicy.isOrigin(origin)).isFalse();
    }

    @Test
    void allowsExactlyTheNamedOriginsAndWhoIsNoPage() {
        CorsPolicy policy = policy("https://School.example", "http://localhost:3000");

        assertThat(policy.foreignOrigin(head("Host", "localhost"), LIST)).isEmpty();
        assertThat(allows(policy, "localhost", "https://school.example")).isTrue();
        assertThat(allows(policy, "localhost", "http://localhost:3000")).isTrue();
        assertThat(allows(policy, "localhost", "http://localhost")).isFalse();
        assertThat(allows(policy, "localhost", "http://school.example")).isFalse();
        assertThat(allows(policy, "localhost", "https://school.example.evil.test"))
                .isFalse();
        assertThat(allows(policy, "localhost", "null")).isFalse();
        assertThat(allows(policy, "localhost", "")).isFalse();
    }

    /** A port that need not be said, capitals or another alphabet in the setting matched no page. */
    @ParameterizedTest
    @CsvSource({
        "https://school.example:443, https://school.example",
        "http://School.Example:80, http://school.example",
        "https://school.example, https://school.example:443",
        "https://schüle.example, https://xn--schle-mva.example",
        "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000",
        "null, null"
    })
    void comparesOriginsAsBrowsersDo(String setting, String sent) {
        assertThat(allows(policy(setting), "localhost", sent)).isTrue();
    }

    @Test
    void allowsNoPageWhereNoOriginIsNamed() {
        assertThat(allows(policy(), "localhost", "https://a.example")).isFalse();
        assertThat(allows(policy(), "localhost", "http://localhost")).isFalse();
        assertThat(allows(policy("*"), "localhost", "https://a.example")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5:8080,   http://192.168.1.5:8080",
        "192.168.1.5:8080,   http://192.168.1.5:3000",
        "192.168.1.5,        https://192.168.1.5",
        "192.168.1.5:8080,   http://localhost:3000",
        "192.168.1.5:8080,   http://127.0.0.1",
        "192.168.1.5:8080,   http://127.9.9.9:1",
        "192.168.1.5:8080,   http://[::1]:5173",
        "192.168.1.5:8080,   http://app.localhost",
        "192.168.1.5:8080,   HTTP://LOCALHOST:3000",
        "[fd00::5]:8080,     http://[FD00:0::5]:81",
        "Class.Example,      https://class.example",
        "class.example:443,  https://class.example.",
        "127.0.0.1:8080,     https://class.example", // A proxy that does not hand the name on.
    })
    void localAllowsPagesOfTheServersOwnHostAndOfThisMachine(String host, String origin) {
        assertThat(allows(policy("local"), host, origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5:8080,   http://192.168.1.6:8080",
        "192.168.1.5:8080,   https://evil.example",
        "192.168.1.5:8080,   null",
        "192.168.1.5:8080,   http://localhost.evil.example",
        "192.168.1.5:8080,   http://127.0.0.1.evil.example",
        "192.168.1.5:8080,   http://notlocalhost",
        "192.168.1.5:8080,   http://[::ffff:7f:1]",
        "192.168.1.5:8080,   chrome-extension://localhost",
        "192.168.1.5:8080,   http://192.168.1.5:8080/",
        "192.168.1.5:8080,   'http://192.168.1.5:8080, http://192.168.1.5:8080'",
        "class.example,      https://a.class.example",
        "evil.example,       http://evil.example",
        "evil.example:8080,  http://evil.example:8080",
    })
    void localAllowsNoOther(String host, String origin) {
        assertThat(allows(policy("local"), host, origin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/sessions, cross-site,  false",
        "/api/x,        cross-site,  false",
        "/ws,           cross-site,  false",
        "/api/sessions, same-origin, true",
        "/api/sessions, same-site,   true",
        "/api/sessions, none,        true",
        "/,             cross-site,  true",
        "/app/x/a.js,   cross-site,  true",
        "/qr.svg,       cross-site,  true",
        "/health/live,  cross-site,  true",
    })
    void whatPagesOfOtherSitesEmbedIsNoCall(String path, String site, boolean allowed) {
        assertThat(policy("local")
                        .foreignOrigin(head("Host", "localhost", "Sec-Fetch-Site", site), path)
                        .isEmpty())
                .isEqualTo(allowed);
        assertThat(policy("local", "https://a.example")
                        .foreignOrigin(
                                head("Host", "localhost", "Origin", "https://a.example", "Sec-Fetch-Site", site), path))
                .isEmpty();
        assertThat(policy("*").foreignOrigin(head("Host", "localhost", "Sec-Fetch-Site", site), path))
                .isEmpty();
    }

    // ---- the server's own names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8080",
                "192.168.1.5",
                "203.0.113.9:80",
                "0.0.0.0:8080",
                "[::1]:8080",
                "[2001:db8::1]",
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "a.b.localhost:8080",
                "CLASS.example:8443",
                "class.example."
            })
    void answersToItsOwnNames(String host) {
        assertThat(policy("local").unknownHost(head("Host", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "class.example.evil.example",
                "aclass.example",
                "a.class.example",
                "localhost.evil.example",
                "127.0.0.1.nip.io",
                "2130706433",
                "127.1",
                "0x7f.1",
                "x",
                "*"
            })
    void answersToNoOther(String host) {
        assertThat(policy("*", "local").unknownHost(head("Host", host))).isPresent();
        assertThat(new CorsPolicy(List.of("local"), new ServerNames(List.of("*"))).unknownHost(head("Host", host)))
                .isEmpty();
    }

    @Test
    void answersToWhoNamesNone() {
        assertThat(policy("local").unknownHost(head())).isEmpty();
        assertThat(policy("local").unknownHost(head("Host", ""))).isEmpty();
    }

    @Test
    void answersToTheNameOfThisMachine() throws UnknownHostException {
        String name = InetAddress.getLocalHost().getHostName();
        String first = name.replaceFirst("\\..*", "");
        ServerNames names = new ServerNames(List.of());
        for (String own : List.of(name, first, first + ".local", first.toUpperCase(java.util.Locale.ROOT) + ".")) {
            Host host = Host.parse(own).orElseThrow();
            // The machine's name service may take a while.
            TestSession.retried(() -> assertThat(names.isOwn(host)).as(own).isTrue());
        }
        assertThat(names.isOwn(Host.parse(first + ".evil.example").orElseThrow()))
                .isFalse();
    }
}
