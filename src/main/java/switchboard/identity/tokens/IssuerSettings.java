package switchboard.identity.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.settings.SettingsReader;

/** Reads one of {@code switchboard.auth.issuers}. */
final class IssuerSettings {
    /** Every member of an issuer; an empty text where it must be said, or may be left out. */
    static final Config DEFAULTS = ConfigFactory.parseString("""
            issuer = "", audience = [], algorithms = [], jwks-url = "", jwks-file = "", secret-file = "",
            former-secret-file = "", former-secret-until = "", user-id-claim = "sub", role-claim = "role",
            instructor-roles = ["instructor"], student-roles = ["student"], instructors = [], role-of-others = none
            """);

    /** What everybody is of whom the issuer says nothing. */
    private enum Others {
        NONE,
        STUDENT,
        INSTRUCTOR
    }

    private static final String SECRET = "HS256";
    private static final List<String> PUBLIC = List.of("RS256", "ES256", "EdDSA");

    private final SettingsReader.Section section;
    private final SettingsReader reader;

    private IssuerSettings(SettingsReader.Section section) {
        this.section = section;
        this.reader = section.reader();
    }

    /** Reads all of them; what is wrong is reported by the reader, and the list is then of no use. */
    static List<Issuer> from(SettingsReader reader, String key) {
        List<Issuer> issuers = reader.sections(key, DEFAULTS).stream()
                .map(section -> new IssuerSettings(section).read())
                .flatMap(Optional::stream)
                .toList();
        Set<String> names = issuers.stream().map(Issuer::name).collect(Collectors.toSet());
        if (names.size() < issuers.size()) {
            reader.refuse(key, "two of one name", "each issuer once");
        }
        return issuers;
    }

    private Optional<Issuer> read() {
        String name = needed("issuer", "what iss is in the tokens, for example https://login.school.example");
        List<String> audience = reader.texts(section.key("audience"));
        Set<JWSAlgorithm> algorithms = algorithms();
        Optional<Keys> keys = keys();
        ClaimNames claims = claims();
        boolean published = given("jwks-url") || given("jwks-file");
        if (published && audience.isEmpty()) {
            refuse(
                    "audience",
                    "",
                    "what aud is in the tokens: an issuer that publishes its keys issues for others, too");
        }
        return keys.filter(known -> reader.problems().isEmpty() && !algorithms.isEmpty())
                .map(known -> new Issuer(name, Set.copyOf(audience), algorithms, known, claims));
    }

    private boolean given(String name) {
        return !reader.text(section.key(name)).isBlank();
    }

    private String needed(String name, String allowed) {
        String value = reader.text(section.key(name));
        if (value.isBlank()) {
            refuse(name, value, allowed);
        }
        return value;
    }

    private void refuse(String name, String value, String allowed) {
        reader.refuse(section.key(name), value.isEmpty() ? "missing" : value, allowed);
    }

    private Set<JWSAlgorithm> algorithms() {
        List<String> named = reader.texts(section.key("algorithms"));
        List<String> allowed = given("secret-file") ? List.of(SECRET) : PUBLIC;
        if (named.isEmpty() || !allowed.containsAll(named)) {
            refuse(
                    "algorithms",
                    String.join(", ", named),
                    String.join(", ", allowed) + (given("secret-file") ? " with a secret" : " with published keys"));
        }
        return named.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    }

    // ---- keys

    private Optional<Keys> keys() {
        List<String> ways = List.of("jwks-url", "jwks-file", "secret-file");
        List<String> given = ways.stream().filter(this::given).toList();
        if (given.size() != 1) {
            refuse("jwks-url", String.join(" and ", given), "one of " + String.join(", ", ways));
            return Optional.empty();
        }
        return switch (given.get(0)) {
            case "jwks-url" -> address().map(address -> new KeySet(PublishedKeys.at(address)));
            case "jwks-file" -> file("jwks-file").map(file -> new KeySet(PublishedKeys.in(file)));
            default -> secrets();
        };
    }

    /** Over the network only by TLS: whoever could change the keys on their way could be everybody. */
    private Optional<URI> address() {
        String written = reader.text(section.key("jwks-url"));
        try {
            URI address = new URI(written);
            boolean isSafe = "https".equals(address.getScheme())
                    || ("http".equals(address.getScheme()) && isThisMachine(address.getHost()));
            if (isSafe && address.getHost() != null) {
                return Optional.of(address);
            }
        } catch (URISyntaxException noAddress) {
            // Falls through: it is refused like another that is not allowed.
        }
        refuse("jwks-url", written, "an address with https, or of this machine with http");
        return Optional.empty();
    }

    private static boolean isThisMachine(@Nullable String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private Optional<Path> file(String name) {
        Path file = reader.path(section.key(name));
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return Optional.of(file);
        }
        refuse(name, file.toString(), "a file that can be read");
        return Optional.empty();
    }

    private Optional<Keys> secrets() {
        Optional<byte[]> secret = secret("secret-file");
        boolean hasFormer = given("former-secret-file");
        if (hasFormer != given("former-secret-until")) {
            refuse(
                    hasFormer ? "former-secret-until" : "former-secret-file",
                    "",
                    "both former-secret-file and former-secret-until, or none of them");
            return Optional.empty();
        }
        if (!hasFormer) {
            return secret.map(SharedSecrets::new);
        }
        Optional<byte[]> former = secret("former-secret-file");
        Optional<Instant> until = until();
        return secret.flatMap(now ->
                former.flatMap(before -> until.map(date -> new SharedSecrets(now).andFormer(before, date))));
    }

    private Optional<byte[]> secret(String name) {
        return file(name).flatMap(file -> {
            try {
                byte[] bytes = Files.readString(file, StandardCharsets.ISO_8859_1)
                        .strip()
                        .getBytes(StandardCharsets.ISO_8859_1);
                if (bytes.length >= SharedSecrets.LEAST_BYTES) {
                    return Optional.of(bytes);
                }
                refuse(name, bytes.length + " bytes", "a file of at least " + SharedSecrets.LEAST_BYTES + " bytes");
            } catch (IOException unreadable) {
                refuse(name, file.toString(), "a file that can be read");
            }
            return Optional.empty();
        });
    }

    private Optional<Instant> until() {
        String written = reader.text(section.key("former-secret-until"));
        try {
            return Optional.of(Instant.parse(written));
        } catch (DateTimeParseException noTime) {
            refuse("former-secret-until", written, "a time such as 2026-12-31T23:00:00Z");
            return Optional.empty();
        }
    }

    // ---- claims

    private ClaimNames claims() {
        Map<String, Role> roles = new LinkedHashMap<>();
        reader.texts(section.key("instructor-roles")).forEach(word -> roles.put(word, Role.INSTRUCTOR));
        for (String word : reader.texts(section.key("student-roles"))) {
            if (roles.put(word, Role.STUDENT) == Role.INSTRUCTOR) {
                refuse("student-roles", word, "what is not among instructor-roles");
            }
        }
        List<String> instructors = reader.texts(section.key("instructors"));
        instructors.stream()
                .filter(id -> !UserId.isValid(id))
                .forEach(id -> refuse("instructors", id, "user ids, each " + UserId.ALLOWED));
        return new ClaimNames(
                needed("user-id-claim", "the claim with the user id, for example sub"),
                needed("role-claim", "the claim with the role, for example role"),
                roles,
                instructors.stream().filter(UserId::isValid).map(UserId::new).collect(Collectors.toSet()),
                roleOfOthers());
    }

    private Optional<Role> roleOfOthers() {
        return switch (reader.choice(section.key("role-of-others"), Others.class)) {
            case NONE -> Optional.empty();
            case STUDENT -> Optional.of(Role.STUDENT);
            case INSTRUCTOR -> Optional.of(Role.INSTRUCTOR);
        };
    }
}
