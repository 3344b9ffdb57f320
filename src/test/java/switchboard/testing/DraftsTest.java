package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftsTest {
    @Test
    void writesFramesAsAClientWould() {
        assertThat(Drafts.broadcast("say \"hi\""))
                .isEqualTo("{\"type\":\"instructor_broadcast\",\"content\":{\"text\":\"say \\\"hi\\\"\"}}");
        assertThat(Drafts.request("alice", "x"))
                .isEqualTo("{\"type\":\"request\",\"to_user\":\"alice\",\"content\":{\"text\":\"x\"}}");
        assertThat(Drafts.of("request")
                        .toUser("alice")
                        .context("lab")
                        .content("{\"n\": 1E400}")
                        .ref("r1")
                        .json())
                .isEqualTo("{\"type\":\"request\",\"to_user\":\"alice\",\"context\":\"lab\",\"content\":{\"n\": 1E400},"
                        + "\"ref\":\"r1\"}");
        assertThat(Drafts.untyped().member("type", "1").member("type", "null").json())
                .isEqualTo("{\"type\":1,\"type\":null}");
    }
}
