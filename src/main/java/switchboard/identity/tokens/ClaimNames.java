package switchboard.identity.tokens;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * In which claims an issuer says who somebody is. The name of a claim may be a path, such as
 * {@code realm_access.roles}, where no claim has that very name.
 *
 * @param userId the claim with the user id
 * @param role the claim with the role: a text, or a list in which it is enough that one text is known
 * @param roles which role its texts mean; where several do, the first of these counts
 * @param instructors who is one whatever the claim says, for issuers that know no roles
 * @param otherwise the role of everybody else; empty where nobody else is believed
 */
record ClaimNames(
        String userId, String role, Map<String, Role> roles, Set<UserId> instructors, Optional<Role> otherwise) {
    /** Those of the protocol: {@code sub}, and {@code role} with its two words. */
    static final ClaimNames OF_PROTOCOL = new ClaimNames(
            "sub",
            "role",
            inOrder(Role.INSTRUCTOR.wire(), Role.INSTRUCTOR, Role.STUDENT.wire(), Role.STUDENT),
            Set.of(),
            Optional.empty());

    private static Map<String, Role> inOrder(String first, Role ofFirst, String second, Role ofSecond) {
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put(first, ofFirst);
        roles.put(second, ofSecond);
        return roles;
    }

    ClaimNames {
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        instructors = Set.copyOf(instructors);
    }

    /** Empty where there is none, or one that is no user id here. */
    Optional<UserId> userIdIn(JWTClaimsSet claims) {
        return find(claims.getClaims(), userId) instanceof String id && UserId.isValid(id)
                ? Optional.of(new UserId(id))
                : Optional.empty();
    }

    /** Empty where nothing says that they are one or the other. */
    Optional<Role> roleIn(JWTClaimsSet claims, UserId user) {
        if (instructors.contains(user)) {
            return Optional.of(Role.INSTRUCTOR);
        }
        Object said = find(claims.getClaims(), role);
        List<?> texts = said instanceof List<?> list ? list : said == null ? List.of() : List.of(said);
        return roles.entrySet().stream()
                .filter(one -> texts.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> otherwise);
    }

    private static @Nullable Object find(Map<?, ?> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, name.substring(dot + 1))
                : null;
    }
}
