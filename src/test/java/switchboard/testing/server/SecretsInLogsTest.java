package switchboard.testing.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.people.Secret;
import switchboard.protocol.finding.JoinCode;
import switchboard.testing.tokens.School;

class SecretsInLogsTest {
    @Test
    void knowsEachKind() {
        assertThat(SecretsInLogs.holdOne("path=\"/ws?token=" + School.token("ann", "student") + "\""))
                .isTrue();
        assertThat(SecretsInLogs.holdOne(
                        "http://127.0.0.1:8080/#/setup/" + Secret.draw().value()))
                .isTrue();
        assertThat(SecretsInLogs.holdOne(
                        "path=\"/api/join/" + JoinCode.draw(1).get(0).written() + "\""))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session=0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e70 user=ines",
                "its SHA-256 is 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "2026-12-01T09:00:00.000Z INFO event=connection_closed reason=token_revoked"
            })
    void passesWhatLooksAlike(String line) {
        assertThat(SecretsInLogs.holdOne(line)).isFalse();
    }
}
