package switchboard.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Who somebody is, in the claims of issuers that have words of their own. */
class ClaimNamesTest {
    private static final UserId ANN = new UserId("ann");

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put("teacher", Role.INSTRUCTOR);
        roles.put("pupil", Role.STUDENT);
        return roles;
    }

    private static ClaimNames role(String name) {
        return new ClaimNames("sub", name, roles(), Set.of(), Optional.empty());
    }

    private static JWTClaimsSet claims(String name, Object value) {
        return new JWTClaimsSet.Builder().claim(name, value).build();
    }

    @Test
    void aRoleMayStandInAListWithinOtherClaims() {
        JWTClaimsSet keycloak = claims("realm_access", Map.of("roles", List.of("offline_access", "pupil")));
        assertThat(role("realm_access.roles").roleIn(keycloak, ANN)).contains(Role.STUDENT);
        assertThat(role("realm_access.names").roleIn(keycloak, ANN)).isEmpty();
        assertThat(role("realm_access.roles.pupil").roleIn(keycloak, ANN)).isEmpty();
        assertThat(role("roles").roleIn(keycloak, ANN)).isEmpty();
    }

    @Test
    void aClaimOfThatVeryNameCountsBeforeAPath() {
        assertThat(role("https://school.example/role").roleIn(claims("https://school.example/role", "teacher"), ANN))
                .contains(Role.INSTRUCTOR);
    }

    @Test
    void whoHasBothRolesIsAnInstructor() {
        assertThat(role("roles").roleIn(claims("roles", List.of("pupil", "teacher")), ANN))
                .contains(Role.INSTRUCTOR);
    }

    /** Google says of nobody what they are. */
    @Test
    void instructorsMayBeNamedAndEverybodyElseBeAStudent() {
        ClaimNames google =
                new ClaimNames("sub", "role", roles(), Set.of(new UserId("107")), Optional.of(Role.STUDENT));
        assertThat(google.roleIn(claims("sub", "107"), new UserId("107"))).contains(Role.INSTRUCTOR);
        assertThat(google.roleIn(claims("sub", "108"), new UserId("108"))).contains(Role.STUDENT);
    }

    @Test
    void aUserIdMayStandInAnyClaim() {
        ClaimNames names = new ClaimNames("person.login", "role", roles(), Set.of(), Optional.empty());
        assertThat(names.userIdIn(claims("person", Map.of("login", "ann")))).contains(ANN);
        assertThat(names.userIdIn(claims("person", Map.of("login", List.of("ann")))))
                .isEmpty();
        assertThat(names.userIdIn(claims("person", "ann"))).isEmpty();
    }
}
